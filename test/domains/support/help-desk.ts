import { expect } from 'vitest'
import { idPrefixes, publicId } from '#graphql/ids.ts'
import type { Permission } from '#kernel/permissions.ts'
import { decodeTypeId } from '#kernel/type-id.ts'
import { addBooking } from '../../support/bookings.ts'
import { addCustomer, type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { withClient } from '../../support/database.ts'
import { type Answer, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { waitFor } from '../../support/wait.ts'

/** When everything happens, until a test moves the clock. */
export const MONDAY = new Date('2027-03-01T10:00:00.000Z')

/** A business with two stations and people of all sorts, and somebody of another business. */
export interface HelpDesk {
  gateway: TestGateway
  clock: { time: Date; now(): Date }
  business: Business
  /** Public ids of stations: the business's first and second, and the other business's. */
  here: string
  there: string
  elsewhere: string
  /** May do everything at both stations. */
  manager: StaffMember
  /** May do everything, but only here. */
  agent: StaffMember
  /** May look, but only here. */
  observer: StaffMember
  /** May do everything there, and only look here. */
  neighbour: StaffMember
  /** Manager of the other business. */
  stranger: StaffMember
  customer: string
  booking: string
  stop(): Promise<void>
}

export async function openDesk(): Promise<HelpDesk> {
  const clock = {
    time: MONDAY,
    now: () => clock.time,
  }
  const gateway = await startTestGateway({ clock })
  const business = await createBusiness(gateway, 2)
  const other = await createBusiness(gateway)
  const [here = '', there = ''] = business.stationIds.map((id) => publicId('station', id))
  const [first] = business.stationIds
  const customer = await addCustomer(gateway, business)
  const neighbour = await hire(gateway, business, 'OBSERVER')
  await gateway.sql(
    `update identity.user_roles set role_id = (select id from identity.roles where code = 'CUSTOMER_SUPPORT')
     where user_id = $1 and station_id <> $2`,
    [neighbour.userId, first],
  )
  return {
    gateway,
    clock,
    business,
    here,
    there,
    elsewhere: publicId('station', other.stationIds[0]),
    manager: await hire(gateway, business, 'STATION_MANAGER'),
    agent: await hire(gateway, business, 'CUSTOMER_SUPPORT', [first]),
    observer: await hire(gateway, business, 'OBSERVER', [first]),
    neighbour,
    stranger: await hire(gateway, other, 'STATION_MANAGER'),
    customer,
    booking: await addBookingOf({ gateway, business }, customer),
    stop: () => gateway.stop(),
  }
}

/** The public id of a new booking of the customer's, here. */
export async function addBookingOf({ gateway, business }: Pick<HelpDesk, 'gateway' | 'business'>, customer: string) {
  const customerId = decodeTypeId(idPrefixes.customer, customer)
  if (customerId === null) throw new Error(`not the id of a customer: ${customer}`)
  return publicId('booking', await addBooking({ gateway, business, stationId: business.stationIds[0], customerId }))
}

/** Somebody who holds just these permissions, only here. */
export async function hireFor(desk: HelpDesk, permissions: readonly Permission[]): Promise<StaffMember> {
  const { gateway, business } = desk
  const person = await hire(gateway, business, 'OBSERVER', [business.stationIds[0]])
  const [role] = await gateway.sql<{ id: string }>(
    `insert into identity.roles (id, organization_id, code, name, rank, updated_at)
     values (gen_random_uuid(), $1, $2, 'Somebody special', 5, now()) returning id`,
    [business.organizationId, `SPECIAL_${person.email.replace(/\D/g, '')}`],
  )
  await gateway.sql('insert into identity.role_permissions select $1, unnest($2::text[])', [role?.id, permissions])
  await gateway.sql('update identity.user_roles set role_id = $1 where user_id = $2', [role?.id, person.userId])
  return person
}

/** Makes somebody a member of a station without a role there. */
export async function join({ gateway, business }: HelpDesk, person: StaffMember, stationId: string): Promise<void> {
  await gateway.sql(
    `insert into identity.station_members (id, organization_id, station_id, user_id, updated_at)
     values (gen_random_uuid(), $1, $2, $3, now())`,
    [business.organizationId, stationId, person.userId],
  )
}

export function userId({ userId }: StaffMember): string {
  return publicId('user', userId)
}

export type Step = 'assignEscalation' | 'startEscalation' | 'resolveEscalation' | 'closeEscalation'

/** What a mutation has answered: an escalation, or a refusal. */
export interface Outcome {
  __typename: string
  escalation?: Record<string, unknown> & { id: string }
  code?: string
  message?: string
  path?: string[] | null
  issues?: { path: string[]; message: string }[]
  from?: string
  to?: string
  currentVersion?: number
}

const REFUSAL = '... on UserError { code message path } ... on ValidationError { issues { path message } }'
const STALE = '... on VersionConflictError { currentVersion } ... on InvalidTransitionError { from to }'

function document(mutation: string, selection: string, refusals: string): string {
  const name = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`
  return `mutation ($input: ${name}Input!) { outcome: ${mutation}(input: $input) {
    __typename ... on ${name}Payload { escalation { ${selection} } } ${refusals} } }`
}

type Sent = Promise<Answer<{ outcome: Outcome }>>

export function sendCreate({ gateway }: HelpDesk, input: object, token?: string, selection = 'id'): Sent {
  return gateway.send(document('createEscalation', selection, REFUSAL), { input }, token)
}

export function sendStep({ gateway }: HelpDesk, step: Step, input: object, token?: string, selection = 'id'): Sent {
  return gateway.send(document(step, selection, `${REFUSAL} ${STALE}`), { input }, token)
}

/** The outcome of an operation that has no errors beside it. */
export async function outcomeOf(sent: Sent): Promise<Outcome> {
  const { body } = await sent
  if (body.errors || !body.data) throw new Error(`the operation failed: ${JSON.stringify(body)}`)
  return body.data.outcome
}

/** Opens an escalation here as the manager, and gives its public id. */
export async function open(desk: HelpDesk, fields: object = {}): Promise<string> {
  const input = { stationId: desk.here, reason: 'OTHER', summary: 'Something is wrong', ...fields }
  const { escalation } = await outcomeOf(sendCreate(desk, input, desk.manager.token))
  if (!escalation) throw new Error('the escalation was not opened')
  return escalation.id
}

/** The way from PENDING to each state. */
const ways = {
  PENDING: [],
  ASSIGNED: ['assignEscalation'],
  IN_PROGRESS: ['assignEscalation', 'startEscalation'],
  RESOLVED: ['assignEscalation', 'startEscalation', 'resolveEscalation'],
  CLOSED: ['assignEscalation', 'startEscalation', 'resolveEscalation', 'closeEscalation'],
} as const satisfies Record<string, readonly Step[]>
export type StepState = keyof typeof ways

/** Opens an escalation and brings it to the state, assigned to the agent on the way; each step is a version. */
export async function openAs(desk: HelpDesk, status: StepState, fields: object = {}) {
  const escalationId = await open(desk, fields)
  let expectedVersion = 1
  for (const step of ways[status]) {
    const input = { escalationId, expectedVersion }
    const more = {
      assignEscalation: { assigneeId: userId(desk.agent) },
      resolveEscalation: { resolutionNotes: 'Done' },
    }
    const details = step in more ? more[step as keyof typeof more] : {}
    const outcome = await outcomeOf(sendStep(desk, step, { ...input, ...details }, desk.manager.token))
    if (!outcome.escalation) throw new Error(`${step} was refused: ${JSON.stringify(outcome)}`)
    expectedVersion += 1
  }
  return { escalationId, expectedVersion }
}

export interface StoredEvent {
  type: string
  aggregate_version: number
  actor_id: string | null
  station_id: string
  occurred_at: Date
  payload: Record<string, unknown>
}

/** The events of the escalation, the first first, past row-level security. */
export function storedEvents({ gateway }: HelpDesk, escalationId: string): Promise<StoredEvent[]> {
  return gateway.sql<StoredEvent>(
    `select type, aggregate_version, actor_id, station_id, occurred_at, payload from events.domain_events
     where aggregate_type = 'escalation' and aggregate_id = $1 order by aggregate_version`,
    [uuidOf(escalationId)],
  )
}

export interface StoredStep {
  from_status: string | null
  to_status: string
  level: string
  assigned_to_id: string | null
  actor_id: string | null
  note: string | null
  created_at: Date
}

/** The history of the escalation, the first step first, past row-level security. */
export function storedHistory({ gateway }: HelpDesk, escalationId: string): Promise<StoredStep[]> {
  return gateway.sql<StoredStep>(
    `select from_status, to_status, level, assigned_to_id, actor_id, note, created_at from support.escalation_events
     where escalation_id = $1 order by created_at, id`,
    [uuidOf(escalationId)],
  )
}

/** Every row that there is about escalations, past row-level security. */
async function everything({ gateway }: HelpDesk) {
  const tables = ['support.escalations', 'support.escalation_events', 'events.domain_events']
  return Promise.all(tables.map((table) => gateway.sql(`select * from ${table} order by id`)))
}

/** The result of an action that must leave no trace. */
export async function withoutTrace<Result>(desk: HelpDesk, act: () => Promise<Result>): Promise<Result> {
  const before = await everything(desk)
  const result = await act()
  expect(await everything(desk)).toEqual(before)
  return result
}

/** Starts all of it while the escalation is locked, and lets go when everybody waits. */
export async function atOnce<Result>(
  { gateway }: HelpDesk,
  escalationId: string,
  acts: readonly (() => Promise<Result>)[],
): Promise<Result[]> {
  return withClient(gateway.database.adminUrl, async (client) => {
    await client.query('begin')
    await client.query('select from support.escalations where id = $1 for update', [uuidOf(escalationId)])
    const results = Promise.all(acts.map((act) => act()))
    await waitFor('everybody to wait for the lock', async () => {
      const [row] = await gateway.sql<{ count: number }>(
        `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return row?.count === acts.length
    })
    await client.query('commit')
    return results
  })
}

export function codesOf({ body }: Answer<unknown>): string[] {
  return (body.errors ?? []).map(({ extensions }) => extensions.code)
}

export function uuidOf(escalationId: string): string {
  const uuid = decodeTypeId(idPrefixes.escalation, escalationId)
  if (uuid === null) throw new Error(`not the id of an escalation: ${escalationId}`)
  return uuid
}
