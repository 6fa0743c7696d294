import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { LiveSockets } from '#server/live-sockets.ts'
import { type Business, createBusiness, hire, PASSWORD, type StaffMember, signIn } from '../support/business.ts'
import { ChosenClock } from '../support/chosen-clock.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { RawSocket } from '../support/raw-socket.ts'
import { refresh } from '../support/sessions.ts'
import { waitFor } from '../support/wait.ts'

/** A second, and what a busy machine needs besides. */
const SOON_MS = 1_600

describe('a socket on which nothing happens', () => {
  const clock = new ChosenClock()
  let gateway: TestGateway
  /** Another process over the same database, where the sockets are. */
  let neighbour: TestGateway
  let business: Business
  let chef: StaffMember

  beforeAll(async () => {
    gateway = await startTestGateway({ clock })
    neighbour = await startTestGateway({ clock, database: gateway.database, secrets: gateway.secrets })
    business = await createBusiness(gateway)
  })
  afterAll(async () => {
    await neighbour.stop()
    await gateway.stop()
  })

  /** Opens a socket at each gateway, does this, and tells how both are closed, which has to be soon. */
  async function closedBy(act: () => Promise<unknown>) {
    chef = await hire(gateway, business, 'CHEF')
    const sockets = [
      await RawSocket.connect(gateway.url, chef.token),
      await RawSocket.connect(neighbour.url, chef.token),
    ]
    const { token: other } = await signIn(gateway, chef.email)
    const otherSocket = await RawSocket.connect(neighbour.url, other)
    await act()
    const start = performance.now()
    const [one, two] = await Promise.all(sockets.map(({ closed }) => closed))
    expect(performance.now() - start).toBeLessThan(SOON_MS)
    expect(one).toEqual(two)
    const others = otherSocket.isOpen() ? 'open' : (await otherSocket.closed).reason
    await otherSocket.close()
    return { ...one, others }
  }

  const ENDED = { code: 4403, reason: 'The session has ended' }

  it('is closed (4403) within a second after its session was signed out, and no other is', async () => {
    expect(await closedBy(() => gateway.query('mutation { signOut { ended } }', {}, chef.token))).toEqual({
      ...ENDED,
      others: 'open',
    })
  })

  it('is closed as soon after a refresh token was used twice', async () => {
    const steal = async () => {
      await refresh(gateway, chef.refreshToken)
      clock.pass(11)
      await refresh(gateway, chef.refreshToken)
    }
    expect(await closedBy(steal)).toEqual({ ...ENDED, others: 'open' })
  })

  it('is closed as soon after its owner was suspended', async () => {
    const suspend = () => gateway.sql(`update identity.users set status = 'SUSPENDED' where id = $1`, [chef.userId])
    expect(await closedBy(suspend)).toMatchObject(ENDED)
  })

  it.each([
    ['a role was taken away', 'delete from identity.user_roles where user_id = $1'],
    [
      'a role was given',
      `insert into identity.user_roles (id, user_id, role_id, organization_id) select gen_random_uuid(), u.id, r.id, u.organization_id
       from identity.users u, identity.roles r where u.id = $1 and r.code = 'OBSERVER'`,
    ],
    ['a station was taken away', 'delete from identity.station_members where user_id = $1'],
  ])('is closed as soon after %s, and comes back with other rights', async (_what, change) => {
    const reason = 'The rights have changed'
    expect(await closedBy(() => gateway.sql(change, [chef.userId]))).toEqual({ code: 4403, reason, others: reason })
    const permissions = () =>
      gateway.query<{ viewer: object }>('{ viewer { permissions stations { id } } }', {}, chef.token)
    const seen = await waitFor('the socket is opened with the new rights', async () => {
      const socket = await RawSocket.connect(neighbour.url, chef.token)
      const { payload } = await socket.ask('1', '{ viewer { permissions stations { id } } }')
      await socket.close()
      return (payload as { data: object }).data
    })
    expect(seen).toEqual(await permissions())
  })

  it('stays open when nothing of this happens, also when its owner signs in elsewhere', async () => {
    const { token, email } = await hire(gateway, business, 'CHEF')
    const socket = await RawSocket.connect(gateway.url, token)
    await closedBy(() => gateway.query('mutation { signOut { ended } }', {}, chef.token))
    expect((await signIn(gateway, email, PASSWORD)).token).not.toBe(token)
    await closedBy(() => gateway.query('mutation { signOut { ended } }', {}, chef.token))
    expect(socket.isOpen()).toBe(true)
    await socket.close()
  })
})

describe('the sockets of a process', () => {
  let server: WebSocketServer

  beforeAll(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
  })
  afterAll(async () => {
    server.close()
    await once(server, 'close')
  })

  /** A connection, from the side of the server. */
  async function connect(): Promise<WebSocket> {
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const [[socket]] = await Promise.all([once(server, 'connection'), once(client, 'open')])
    return socket
  }

  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

  it('are looked after by one question a second for all of them, which names each session once', async () => {
    const asked: { at: number; ids: readonly string[] }[] = []
    const live = new LiveSockets(
      async (ids) => {
        asked.push({ at: performance.now(), ids })
        return new Map(ids.map((id) => [id, 1]))
      },
      log,
      'It has ended',
    )
    const sockets: WebSocket[] = []
    for (let at = 0; at < 20; at += 1) sockets.push(await connect())
    for (const [at, socket] of sockets.entries()) {
      expect(live.admit(socket, { name: `user ${at % 10}`, basis: { id: `s${at % 10}`, authVersion: 1 } })).toBe(true)
    }
    await waitFor('three questions', () => asked.length >= 3)
    const [first, second, third] = asked
    expect(first?.ids.toSorted()).toEqual(Array.from({ length: 10 }, (_, at) => `s${at}`))
    expect((third?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThan(850)

    await live.stop()
    for (const socket of sockets) socket.terminate()
  })

  it('stay open while the database does not answer, and are looked after when it does again', async () => {
    let questions = 0
    const live = new LiveSockets(
      async () => {
        questions += 1
        if (questions < 3) throw new Error('the database is away')
        return new Map()
      },
      log,
      'It has ended',
    )
    const socket = await connect()
    live.admit(socket, { name: 'user', basis: { id: 's', authVersion: 1 } })
    const [code] = await once(socket, 'close')
    expect({ code, questions }).toEqual({ code: 4403, questions: 3 })
    await live.stop()
  })
})
