import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addChef, type BookingScene, openBookingScene } from '../support/bookings.ts'
import { CREATE_BOOKING, newBooking, newKey, sendKeyed } from '../support/keyed.ts'
import { watchStatements } from '../support/sent-statements.ts'
import { waitFor } from '../support/wait.ts'

let scene: BookingScene
let statements: ReturnType<typeof watchStatements>

beforeAll(async () => {
  // While its clock stands still, expired keys are swept once.
  const now = new Date()
  scene = await openBookingScene({ clock: { now: () => now } })
  statements = watchStatements(scene.gateway.gateway.platform.pool)
})

afterAll(() => scene.gateway.stop())

/** What is sent to the database for one booking, each statement by its first words. */
async function sentFor(request: { key?: string; query?: string; chefId?: string }): Promise<string[]> {
  const { pool } = scene.gateway.gateway.platform
  const { key, query = CREATE_BOOKING, chefId = await addChef(scene) } = request
  const asked = { query, variables: newBooking(scene, [chefId]), token: scene.manager.token }
  await sendKeyed(scene.gateway.url, { query: '{ viewer { permissions } }', token: scene.manager.token })
  await waitFor('all connections are idle', () => pool.idleCount === pool.totalCount)
  statements.take()
  const answer = await sendKeyed(scene.gateway.url, { ...asked, ...(key !== undefined && { key }) })
  expect(answer.errors).toBeUndefined()
  await waitFor('all connections are idle', () => pool.idleCount === pool.totalCount)
  return statements.take().map(nameOf)
}

const VERB = /^\s*(begin|commit|rollback|release|savepoint|set|select|insert|update|delete)\b/i
const TABLE = /\b(?:from|into|update)\s+"?(\w+"?\."?\w+)/i

function nameOf(text: string): string {
  const table = TABLE.exec(text)?.[1]?.replaceAll('"', '')
  return [VERB.exec(text)?.[1]?.toUpperCase(), table].filter(Boolean).join(' ')
}

/** How often each is sent. */
function counted(names: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(names, (name) => name)
  return Object.fromEntries([...groups].map(([name, members]) => [name, members.length]))
}

describe('what a mutation costs the database', () => {
  it('is, without a key, one transaction each of writes, of reads and for whose data were read, without savepoints', async () => {
    const sent = await sentFor({})
    expect(sent).toHaveLength(24)
    expect(counted(sent)).toMatchObject({ BEGIN: 3, SET: 1, COMMIT: 3 })
    expect(sent.join('\n')).not.toMatch(/SAVEPOINT|ROLLBACK|idempotency_keys/)
  })

  it('is, with a key, the same in one transaction, with a savepoint, and two statements for the key', async () => {
    await sentFor({ key: newKey() })
    const [without, withKey] = [await sentFor({}), await sentFor({ key: newKey() })]
    expect(difference(withKey, without)).toEqual({
      SAVEPOINT: 1,
      RELEASE: 1,
      'INSERT events.idempotency_keys': 1,
      'UPDATE events.idempotency_keys': 1,
    })
    expect(difference(without, withKey)).toEqual({ BEGIN: 1, COMMIT: 1 })
  })

  it('is, for an answer that is given again, one look at the key, and a record that personal data were read again', async () => {
    const [key, chefId] = [newKey(), await addChef(scene)]
    await sentFor({ key, chefId })
    expect(await sentFor({ key, chefId })).toEqual([
      'BEGIN',
      'SET',
      'INSERT events.idempotency_keys',
      'SELECT events.idempotency_keys',
      'ROLLBACK',
      'BEGIN',
      'INSERT audit.pii_accesses',
      'COMMIT',
    ])
  })

  it('is, for a dry run, the same as for the real one, but rolled back', async () => {
    const query = CREATE_BOOKING.replace('{', '@dryRun {')
    const [without, dry] = [await sentFor({}), await sentFor({ query })]
    expect(difference(dry, without)).toEqual({ SAVEPOINT: 1, RELEASE: 1, ROLLBACK: 1 })
    expect(difference(without, dry)).toEqual({ BEGIN: 1, COMMIT: 2 })
  })
})

/** What the first has more of. */
function difference(one: readonly string[], other: readonly string[]): Record<string, number> {
  const others = counted(other)
  const more = Object.entries(counted(one)).map(([name, count]) => [name, count - (others[name] ?? 0)] as const)
  return Object.fromEntries(more.filter(([, count]) => count > 0))
}
