import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addChef, type BookingScene, countRows, openBookingScene } from '../support/bookings.ts'
import { CREATE_BOOKING, newBooking, newKey, sendKeyed } from '../support/keyed.ts'
import { waitFor } from '../support/wait.ts'

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
  await scene.gateway.sql('create sequence public.fired')
})

afterEach(() => scene.gateway.sql('drop trigger if exists at_commit on bookings.bookings'))

afterAll(() => scene.gateway.stop())

/** At the commit of each transaction with a new booking; the first so many times. */
async function failAtCommit(times: number, statement: string): Promise<void> {
  await scene.gateway.sql(`alter sequence public.fired restart`)
  await scene.gateway.sql(`create or replace function public.at_commit() returns trigger language plpgsql
    security definer as $f$ begin
      if nextval('public.fired') <= ${times} then ${statement}; end if;
      return null;
    end $f$`)
  await scene.gateway.sql(`create constraint trigger at_commit after insert on bookings.bookings
    deferrable initially deferred for each row execute function public.at_commit()`)
}

async function requestOf() {
  const [key, chefId] = [newKey(), await addChef(scene)]
  const request = { query: CREATE_BOOKING, variables: newBooking(scene, [chefId]), token: scene.manager.token, key }
  return { key, send: () => sendKeyed(scene.gateway.url, request) }
}

describe('a keyed request', () => {
  it.each(['40001', '40P01'])(
    'that ends in a conflict (%s) is done again as a whole, and happens once',
    async (code) => {
      const { key, send } = await requestOf()
      const before = await countRows(scene)
      await failAtCommit(2, `raise exception 'again' using errcode = '${code}'`)
      expect(await send()).toMatchObject({ status: 200, extensions: { idempotency: { key, replayed: false } } })
      const after = await countRows(scene)
      expect([after.bookings - before.bookings, after.events - before.events]).toEqual([1, 1])
      expect((await send()).extensions.idempotency).toEqual({ key, replayed: true })
    },
  )

  it('whose commit gets no answer says so, and how to go on: the same request again, which happens once', async () => {
    const { key, send } = await requestOf()
    const before = await countRows(scene)
    await failAtCommit(1, 'perform pg_terminate_backend(pg_backend_pid())')
    const answer = await send()
    expect(answer).toMatchObject({
      status: 503,
      retryAfter: '1',
      data: undefined,
      errors: [{ extensions: { code: 'OUTCOME_UNKNOWN', retryAfter: 1 } }],
    })
    expect(answer.errors?.[0]?.message).toContain('A request with an idempotency key can be sent again as it is')
    await waitFor('the same request to be answered', async () => (await send()).status === 200)
    expect((await send()).extensions.idempotency).toEqual({ key, replayed: true })
    expect((await countRows(scene)).bookings).toBe(before.bookings + 1)
  })

  it('that finds no connection has not happened, and leaves its key free', async () => {
    const { key, send } = await requestOf()
    const before = await countRows(scene)
    const { pool } = scene.gateway.gateway.platform
    await sendKeyed(scene.gateway.url, { query: '{ viewer { permissions } }', token: scene.manager.token })
    const taken = await Promise.all(Array.from({ length: 10 }, () => pool.connect()))
    expect(await send()).toMatchObject({ status: 503, errors: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }] })
    for (const client of taken) client.release()
    expect(await countRows(scene)).toEqual(before)
    expect((await send()).extensions.idempotency).toEqual({ key, replayed: false })
  })
})
