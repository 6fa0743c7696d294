import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { givePolicy } from '../../../support/availability.ts'
import { type BookingScene, countReads, publicResource } from '../../../support/bookings.ts'

import { AVAILABILITY, CREATE, type OfferScene, openOfferScene, SATURDAY } from './offer-scene.ts'

let scene: BookingScene
let look: OfferScene['look']
let send: OfferScene['send']
let offerOf: OfferScene['offerOf']

beforeAll(async () => {
  ;({ scene, look, send, offerOf } = await openOfferScene())
})
afterAll(() => scene.gateway.stop())
beforeEach(() => givePolicy(scene, { alignmentMinutes: 60 }))

describe('availability', () => {
  it('answers with instants, with what the clock of the station shows, and with who is free', async () => {
    const { chefId } = await offerOf()
    const found = await look({ resourceIds: [publicResource(chefId)], explain: true })
    expect(found).toMatchObject({
      stationId: publicId('station', scene.stationId),
      timeZone: 'America/New_York',
      from: '2093-06-20T04:00:00.000Z',
      until: '2093-06-21T04:00:00.000Z',
      durationMinutes: 120,
    })
    expect(found.days.map(({ date }) => date)).toEqual(['2093-06-20'])
    expect(found.days[0]?.slots).toEqual(
      ['17', '18', '19'].map((hour) => ({
        startsAt: `2093-06-20T${Number(hour) + 4}:00:00.000Z`,
        endsAt: new Date(Date.parse(`2093-06-20T${Number(hour) + 4}:00:00.000Z`) + 7_200_000).toISOString(),
        localStart: `2093-06-20T${hour}:00:00-04:00[America/New_York]`,
        localEnd: `2093-06-20T${Number(hour) + 2}:00:00-04:00[America/New_York]`,
        resourceIds: [publicResource(chefId)],
        offerToken: expect.any(String),
      })),
    )
    expect(found.days[0]?.rejected).toHaveLength(21)
    expect(found.days[0]?.rejected[0]).toEqual({
      startsAt: '2093-06-20T04:00:00.000Z',
      localStart: '2093-06-20T00:00:00-04:00[America/New_York]',
      reasons: [{ code: 'HOURS', resourceId: publicResource(chefId), bookingId: null, minutes: null, until: null }],
    })
  })

  it('reads the same five statements for a day of one chef and for a month of many', async () => {
    const item = await scene.gateway.sql<{ id: string }>(
      `insert into bookings.service_items (id, organization_id, kind, name, duration_minutes, price_cents, currency, per, dietary_tags, updated_at)
       values (gen_random_uuid(), $1, 'SERVICE', 'Show', 60, 100, 'USD', 'BOOKING', '{}', now()) returning id`,
      [scene.business.organizationId],
    )
    const serviceItemIds = [publicId('service item', item[0]?.id ?? '')]
    const { chefId } = await offerOf()
    for (let at = 0; at < 10; at += 1) await offerOf()
    const counts: number[] = []
    for (const variables of [
      { resourceIds: [publicResource(chefId)], serviceItemIds },
      {
        needs: [{ kind: 'CHEF', count: 2 }],
        serviceItemIds,
        range: { fromDate: '2093-06-01', untilDate: '2093-07-03' },
      },
    ]) {
      scene.gateway.takeStatements()
      await look(variables)
      counts.push(countReads(scene))
    }
    expect(counts).toEqual([5, 5])
  })

  it('takes instants as well as dates, refuses what is too long or empty, and says where', async () => {
    const { chefId } = await offerOf()
    const range = { from: '2093-06-20T21:30:00Z', until: '2093-06-20T22:30:00Z' }
    const found = await look({ resourceIds: [publicResource(chefId)], range })
    expect(found.days.flatMap(({ slots }) => slots.map(({ startsAt }) => startsAt))).toEqual([
      '2093-06-20T22:00:00.000Z',
    ])
    const refused = async (variables: object) => {
      const stationId = publicId('station', scene.stationId)
      const { body } = await scene.gateway.send(
        AVAILABILITY,
        { stationId, range: SATURDAY, ...variables },
        scene.manager.token,
      )
      return body.errors?.map(({ message, extensions }) => `${extensions.code} ${message}`)
    }
    expect(await refused({ range: { fromDate: '2093-06-01', untilDate: '2093-07-04' } })).toEqual([
      'BAD_USER_INPUT range: must be at most 32 days',
    ])
    expect(await refused({ range: { fromDate: '2093-06-01', untilDate: '2093-06-09' }, explain: true })).toEqual([
      'BAD_USER_INPUT range: must be at most 7 days',
    ])
    expect(await refused({ range: { fromDate: '2093-06-01', untilDate: '2093-06-01' } })).toEqual([
      'BAD_USER_INPUT range: must end after it begins',
    ])
    expect(await refused({ range: { fromDate: '2093-06-01', until: '2093-06-03T00:00:00Z' } })).toEqual([
      'BAD_USER_INPUT range: must be fromDate and untilDate, or from and until',
    ])
    expect(await refused({ durationMinutes: null })).toEqual([
      'BAD_USER_INPUT durationMinutes: must be given: no item says how long it takes',
    ])
  })

  it('leaves out what a booking has itself when that is to be moved', async () => {
    const { chefId, offerToken, slots } = await offerOf()
    const booked = await send(CREATE, { offerToken })
    const { id } = booked.booking as { id: string }
    const resourceIds = [publicResource(chefId)]
    const starts = async (variables: object) =>
      (await look({ resourceIds, ...variables })).days[0]?.slots.map(({ startsAt }) => startsAt)
    expect(await starts({})).toEqual([slots[2]?.startsAt])
    expect(await starts({ rescheduleOf: id })).toEqual(slots.map(({ startsAt }) => startsAt))
  })

  it('is null for a station that one does not see', async () => {
    const other = publicId('station', '01990000-0000-7000-8000-00000000000a')
    expect(await look({ stationId: other })).toBeNull()
  })
})
