import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { settleLog } from '../../support/settled-log.ts'
import { openSocket, type TestSubscription } from '../../support/socket.ts'
import { act, attempt, readEvents, readTables, userId } from './staff.ts'

const clock = new ChosenClock()
let gateway: TestGateway
let business: Business
let home: string
let branch: string
let owner: StaffMember
let manager: StaffMember
let chef: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
})

beforeEach(async () => {
  business = await createBusiness(gateway, 2)
  const stations = business.stationIds as [string, string]
  home = publicId('station', stations[0])
  branch = publicId('station', stations[1])
  owner = await hireOwner(gateway, business)
  manager = await hire(gateway, business, 'STATION_MANAGER', [stations[0]])
  chef = await hire(gateway, business, 'CHEF', stations)
})

afterAll(() => gateway.stop())

const say = (presence: string, by: StaffMember) => act(gateway, 'setPresence', { presence }, by)

interface Message {
  __typename: 'PresenceChange' | 'CaughtUp'
  cursor: string
  user?: { id: string; presence: string }
  station?: { id: string }
  presence?: string
}
type Changes = TestSubscription<{ change: Message }>

const LISTEN = `subscription ($stationIds: [ID!], $after: EventCursor) {
  change: presenceChanged(stationIds: $stationIds, after: $after) { __typename ... on StreamMessage { cursor }
    ... on PresenceChange { presence occurredAt station { id } user { id presence } } } }`

async function nextOf(changes: Changes): Promise<Message> {
  const { data, errors } = await changes.next()
  if (errors || !data) throw new Error(`a change with errors: ${JSON.stringify(errors)}`)
  return data.change
}

/** Listens from now on. */
async function listen(by: StaffMember, variables: Record<string, unknown> = {}) {
  await settleLog(gateway)
  const socket = openSocket(gateway.url, by.token)
  onTestFinished(() => socket.close())
  const changes: Changes = socket.subscribe(LISTEN, variables)
  const { __typename, cursor } = await nextOf(changes)
  expect(__typename).toBe('CaughtUp')
  return { changes, cursor }
}

const change = (of: StaffMember, station: string, presence: string) => ({
  __typename: 'PresenceChange',
  cursor: expect.any(String),
  presence,
  occurredAt: expect.any(String),
  station: { id: station },
  user: { id: userId(of), presence: expect.any(String) },
})

describe('saying whether one is there', () => {
  it('is seen by colleagues, with the time', async () => {
    const before = clock.now().toISOString()
    const { __typename, user } = await say('ONLINE', chef)
    expect(__typename).toBe('SetPresencePayload')
    expect(user).toMatchObject({ id: userId(chef), presence: 'ONLINE', version: 1 })
    const { users } = await gateway.query<{ users: { nodes: { id: string; presence: string; lastSeenAt: string }[] } }>(
      '{ users(first: 10) { nodes { id presence lastSeenAt } } }',
      {},
      manager.token,
    )
    const seen = users.nodes.find(({ id }) => id === userId(chef))
    expect(seen?.presence).toBe('ONLINE')
    expect((seen?.lastSeenAt ?? '') >= before).toBe(true)
  })

  it('again only moves the time: nobody is told', async () => {
    await say('ONLINE', chef)
    const [first] = await lastSeen()
    clock.pass(60)
    await say('ONLINE', chef)
    const [second] = await lastSeen()
    expect((second?.at.getTime() ?? 0) - (first?.at.getTime() ?? 0)).toBeGreaterThanOrEqual(60_000)
    expect(await readEvents(gateway, business.stationIds[0])).toHaveLength(1)
  })

  it('is told at each station where one works, and nowhere else', async () => {
    await say('AWAY', chef)
    for (const stationId of business.stationIds) {
      expect(await readEvents(gateway, stationId)).toEqual([
        {
          type: 'member.presence_changed',
          version: 2,
          actor_id: chef.userId,
          payload: { userId: chef.userId, presence: 'AWAY' },
        },
      ])
    }
    await say('ONLINE', manager)
    expect(await readEvents(gateway, business.stationIds[1] ?? '')).toHaveLength(1)
  })

  it('by one person on many devices at once leaves as many events as changes', async () => {
    const said = ['ONLINE', 'AWAY', 'ONLINE', 'OFFLINE', 'AWAY', 'ONLINE']
    await Promise.all(said.map((presence) => say(presence, chef)))
    const events = await readEvents(gateway, business.stationIds[0])
    expect(events.map(({ version }) => version)).toEqual(events.map((_event, at) => at + 2))
    const [row] = await gateway.sql<{ presence: string }>('select presence from identity.users where id = $1', [
      chef.userId,
    ])
    expect(events.at(-1)?.payload).toEqual({ userId: chef.userId, presence: row?.presence })
  })

  it('takes somebody who is signed in', async () => {
    const before = await readTables(gateway)
    expect((await attempt(gateway, 'setPresence', { presence: 'ONLINE' })).status).toBe(401)
    expect((await attempt(gateway, 'setPresence', { presence: 'ASLEEP' }, chef)).status).toBe(400)
    expect(await readTables(gateway)).toEqual(before)
  })

  const lastSeen = () =>
    gateway.sql<{ at: Date }>('select last_seen_at as at from identity.users where id = $1', [chef.userId])
})

describe('presenceChanged', () => {
  it('tells who comes and goes at the stations that one sees', async () => {
    const { changes } = await listen(manager)
    await say('ONLINE', chef)
    expect(await nextOf(changes)).toEqual(change(chef, home, 'ONLINE'))
    await say('OFFLINE', chef)
    expect(await nextOf(changes)).toEqual(change(chef, home, 'OFFLINE'))
    expect(changes.waiting).toEqual([])
  })

  it('tells of somebody at each of the stations, or at those that were asked for', async () => {
    const { changes: all } = await listen(owner)
    const { changes: some } = await listen(owner, { stationIds: [branch] })
    await say('AWAY', chef)
    const told = [await nextOf(all), await nextOf(all)]
    expect(new Set(told.map(({ station }) => station?.id))).toEqual(new Set([home, branch]))
    expect(await nextOf(some)).toEqual(change(chef, branch, 'AWAY'))
    expect(some.waiting).toEqual([])
  })

  it('tells that somebody is gone who has been suspended', async () => {
    await say('ONLINE', chef)
    const { changes } = await listen(manager)
    await act(gateway, 'suspendUser', { userId: userId(chef) }, owner)
    expect(await nextOf(changes)).toEqual(change(chef, home, 'OFFLINE'))
  })

  it('goes on after a cut where it was, and loses nothing', async () => {
    const { changes, cursor } = await listen(manager)
    await say('ONLINE', chef)
    await nextOf(changes)
    changes.stop()
    await say('AWAY', chef)
    await say('ONLINE', manager)
    const socket = openSocket(gateway.url, manager.token)
    onTestFinished(() => socket.close())
    const resumed: Changes = socket.subscribe(LISTEN, { after: cursor })
    const told = [await nextOf(resumed), await nextOf(resumed), await nextOf(resumed)]
    expect(told.map(({ presence }) => presence)).toEqual(['ONLINE', 'AWAY', 'ONLINE'])
    expect(told.map(({ user }) => user?.id)).toEqual([userId(chef), userId(chef), userId(manager)])
    expect((await nextOf(resumed)).__typename).toBe('CaughtUp')
  })

  it('tells nothing of other businesses, and of other stations only to who sees them', async () => {
    const other = await createBusiness(gateway)
    const stranger = await hire(gateway, other, 'STATION_MANAGER')
    const elsewhere = await hire(gateway, business, 'CHEF', [business.stationIds[1] ?? ''])
    const { changes: theirs } = await listen(stranger, { stationIds: [home] })
    const { changes: own } = await listen(manager)
    await say('ONLINE', elsewhere)
    await say('ONLINE', chef)
    await say('ONLINE', stranger)
    expect(await nextOf(own)).toEqual(change(chef, home, 'ONLINE'))
    expect([...own.waiting, ...theirs.waiting]).toEqual([])
  })

  it('is not for who may not see the staff', async () => {
    const socket = openSocket(gateway.url, chef.token)
    onTestFinished(() => socket.close())
    const { data, errors } = await socket.subscribe(LISTEN).next()
    expect(data ?? null).toBeNull()
    expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(['FORBIDDEN'])
  })
})
