import { publicId } from '#graphql/ids.ts'
import { type BookingScene, ENDS_AT, publicResource, STARTS_AT } from './bookings.ts'

export const CREATE_BOOKING = `mutation ($input: CreateBookingInput!) {
  createBooking(input: $input) {
    __typename
    ... on CreateBookingPayload { booking { id reference version customer { name } chefs { name } } }
    ... on UserError { code message path }
    ... on SlotTakenError { resourceId until }
  }
}`

export interface KeyedAnswer<Data> {
  status: number
  retryAfter: string | null
  /** The text of `data` alone. */
  dataText: string | null
  data: Data | null | undefined
  errors: { message: string; path?: unknown[]; extensions: { code: string; requestId: string } }[] | undefined
  extensions: { requestId: string; idempotency?: { key: string; replayed: boolean }; dryRun?: DryRun }
}

export interface DryRun {
  notice: string
  provisionalIds: string[]
  events: { type: string; subject: string; payload: Record<string, unknown> }[]
}

export interface Keyed {
  query: string
  variables?: object
  token?: string
  key?: string
  extensions?: object
}

/** Sends a request over HTTP, under a key if there is one, and takes its answer apart. */
export async function sendKeyed<Data = Record<string, Record<string, unknown>>>(
  url: string,
  { token, key, ...body }: Keyed,
): Promise<KeyedAnswer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  const { data, errors, extensions } = JSON.parse(text)
  const dataText = /^\{"data":(.*?),"(?:errors|extensions)":/.exec(text)?.[1] ?? null
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    dataText,
    data,
    errors,
    extensions,
  }
}

/** The variables of a new booking of the scene's customer with these resources, on the Saturday evening. */
export function newBooking(scene: BookingScene, resourceIds: readonly string[], fields: object = {}) {
  const input = {
    stationId: publicId('station', scene.stationId),
    customerId: publicId('customer', scene.customerId),
    kind: 'CATERING',
    adults: 2,
    startsAt: STARTS_AT,
    endsAt: ENDS_AT,
    resourceIds: resourceIds.map(publicResource),
    ...fields,
  }
  return { input }
}

let keys = 0

/** A key that no other request has. */
export function newKey(): string {
  keys += 1
  return `key-of-test-${process.pid}-${keys}`
}
