import { partnerScopes } from '#kernel/permissions.ts'
import { giveKey } from './api-keys.ts'
import { type BookingScene, ENDS_AT, publicStation, STARTS_AT } from './bookings.ts'

/** A partner's program at the first station of a scene. */
export interface Partner {
  key: string
  /** The public id of the key. */
  keyId: string
}

export interface PartnerResult {
  __typename: string
  booking: { id: string; status: string; version: number }
  code: string
  message: string
  path: string[] | null
}

/** A key of its own for the first station, with all that keys can have unless told otherwise. */
export async function openPartner(scene: BookingScene, fields: object = {}): Promise<Partner> {
  const { gateway, manager, stationId } = scene
  const { key, apiKey } = await giveKey(
    gateway,
    manager,
    { stationIds: [stationId] },
    { scopes: partnerScopes, ...fields },
  )
  return { key, keyId: apiKey.id }
}

const OFFER = `query ($stationId: ID!, $range: AvailabilityRange!, $durationMinutes: Int!, $resourceIds: [ID!]) {
  availability(stationId: $stationId, range: $range, kind: CATERING, durationMinutes: $durationMinutes,
    resourceIds: $resourceIds, guests: 2) { days { slots { startsAt offerToken } } } }`

/** The token of the time, as the partner is offered it; null when it cannot be had. */
export async function findOffer(
  { gateway, stationId }: BookingScene,
  { key }: Partner,
  {
    startsAt = STARTS_AT,
    endsAt = ENDS_AT,
    resourceIds,
  }: { startsAt?: Date; endsAt?: Date; resourceIds?: string[] } = {},
): Promise<string | null> {
  const range = { from: startsAt, until: new Date(startsAt.getTime() + 60_000) }
  const durationMinutes = (endsAt.getTime() - startsAt.getTime()) / 60_000
  const variables = { stationId: publicStation(stationId), range, durationMinutes, resourceIds }
  const { availability } = await gateway
    .on('public')
    .query<{ availability: { days: { slots: { startsAt: string; offerToken: string }[] }[] } }>(OFFER, variables, key)
  return availability.days.flatMap(({ slots }) => slots)[0]?.offerToken ?? null
}

export const ADA = { name: 'Ada Example', email: 'ada@example.com', phone: '+16175550123', hasConsented: true }

let requests = 0

/** Sends one of the mutations of the public API, under a key of its own or this one. */
export async function act(
  { gateway }: Pick<BookingScene, 'gateway'>,
  { key }: Partner,
  name: string,
  input: object,
  idempotencyKey?: string,
) {
  requests += 1
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const query = `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename
    ... on ${type}Payload { booking { id status version } } ... on UserError { code message path } } }`
  const { body } = await gateway.on('public').request<{ result: PartnerResult }>({
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      'idempotency-key': idempotencyKey ?? `request-of-a-partner-${requests}`,
    },
    body: JSON.stringify({ query, variables: { input } }),
  })
  if (body.errors || !body.data) throw new Error(`the mutation failed: ${JSON.stringify(body)}`)
  return body.data.result
}

/** A PENDING booking of the partner, at what it was offered. */
export async function bookAsPartner(
  scene: BookingScene,
  partner: Partner,
  wanted: Parameters<typeof findOffer>[2] = {},
): Promise<PartnerResult> {
  const offerToken = await findOffer(scene, partner, wanted)
  const input = { stationId: publicStation(scene.stationId), offerToken, adults: 2, customer: ADA }
  return act(scene, partner, 'createBooking', input)
}
