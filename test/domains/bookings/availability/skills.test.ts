import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findId, publicId } from '#graphql/ids.ts'
import {
  addBooking,
  addChef,
  addResource,
  type BookingScene,
  countRows,
  publicBooking,
  publicResource,
  readAll,
} from '../../../support/bookings.ts'
import { hireOwner, type StaffMember } from '../../../support/business.ts'
import { manage } from './manage.ts'
import { CREATE, HOLD, type OfferScene, openOfferScene } from './offer-scene.ts'

const ITEM = 'serviceItem { id requiredSkills version }'
const RESOURCE = 'resource { id skills version }'
const WINDOW = { startsAt: '2093-06-20T21:00:00.000Z', endsAt: '2093-06-20T23:00:00.000Z' }

let offering: OfferScene
let scene: BookingScene
let owner: StaffMember
let act: ReturnType<typeof manage>['send']
/** Somebody who is good at the knife, and somebody who is not; free all day. */
let ann: string
let bob: string
/** Carved by somebody who is good at the knife. */
let carving: string

beforeAll(async () => {
  offering = await openOfferScene()
  scene = offering.scene
  act = manage(scene).send
  owner = await hireOwner(scene.gateway, scene.business)
  // Whom the scene begins with is not to be chosen.
  await scene.gateway.sql('update bookings.resources set is_active = false where id = $1', [scene.chefId])
  ann = await addChef(scene, 'Ann')
  bob = await addChef(scene, 'Bob')
  const input = { resourceId: publicResource(ann), expectedVersion: 1, skills: ['knife', 'fire', 'knife'] }
  expect(await act('updateResource', RESOURCE, input)).toMatchObject({ resource: { skills: ['knife', 'fire'] } })
  carving = await addCarving({ requiredSkills: ['knife'] })
})
afterAll(() => scene.gateway.stop())

/** The public id of a new item, as the owner makes it. */
async function addCarving(fields: object): Promise<string> {
  const organizationId = publicId('organization', scene.business.organizationId)
  const item = { kind: 'SERVICE', name: 'Carving', priceCents: 100, currency: 'USD', per: 'BOOKING' }
  const made = await act('createServiceItem', ITEM, { organizationId, ...item, durationMinutes: 120, ...fields }, owner)
  return (made.serviceItem as { id: string }).id
}

/** Nothing is booked or held by it, and it says who lacks what. */
async function expectUnskilled(mutation: string, input: object, resourceIds: string[]) {
  const before = await countRows(scene)
  expect(await offering.send(mutation, { kind: 'CATERING', ...input })).toMatchObject({
    __typename: 'SlotUnavailableError',
    code: 'SLOT_UNAVAILABLE',
    reasons: resourceIds.map((id) => ({ code: 'SKILL', resourceId: publicResource(id) })),
  })
  expect(await countRows(scene)).toEqual(before)
}

const orders = (...ids: string[]) => ({ items: ids.map((serviceItemId) => ({ serviceItemId })) })

describe('an item of the menu', () => {
  it('asks for skills, which are changed, kept where they are left out, and cleared', async () => {
    const serviceItemId = await addCarving({ requiredSkills: [' knife ', 'fire', 'knife'] })
    const change = async (expectedVersion: number, fields: object) =>
      (await act('updateServiceItem', ITEM, { serviceItemId, expectedVersion, ...fields }, owner)).serviceItem
    expect(await change(1, { name: 'Carved' })).toMatchObject({ requiredSkills: ['knife', 'fire'], version: 2 })
    expect(await change(2, { requiredSkills: ['sushi'] })).toMatchObject({ requiredSkills: ['sushi'], version: 3 })
    expect(await act('retireServiceItem', ITEM, { serviceItemId, expectedVersion: 3 }, owner)).toMatchObject({
      serviceItem: { requiredSkills: ['sushi'], version: 4 },
    })
    expect(await change(4, { requiredSkills: null })).toMatchObject({ requiredSkills: [], version: 5 })
  })

  it('asks for 20 skills of 100 characters, in whatever script, and not for more', async () => {
    const long = (count: number, length = 100) =>
      Array.from({ length: count }, (_, at) => '刀'.repeat(length - 2) + String(at).padStart(2, '0'))
    const serviceItemId = await addCarving({ requiredSkills: long(20) })
    const refused = (skills: string[]) =>
      act('updateServiceItem', ITEM, { serviceItemId, expectedVersion: 1, requiredSkills: skills }, owner)
    expect(await refused(long(21))).toMatchObject({
      __typename: 'ValidationError',
      issues: [{ path: ['requiredSkills'], message: 'must be at most 20' }],
    })
    expect(await refused(['', ...long(1, 101)])).toMatchObject({
      issues: [
        { path: ['requiredSkills', '0'], message: 'must not be empty' },
        { path: ['requiredSkills', '1'], message: 'must have at most 100 characters' },
      ],
    })
    const [item] = await scene.gateway.sql(
      'select version, cardinality(required_skills) as skills from bookings.service_items where required_skills[20] is not null',
    )
    expect(item).toEqual({ version: 1, skills: 20 })
  })
})

describe('a resource', () => {
  it('has 50 skills of 100 characters, in whatever script, and not more', async () => {
    const long = (count: number) =>
      Array.from({ length: count }, (_, at) => '火'.repeat(98) + String(at).padStart(2, '0'))
    const stationId = publicId('station', scene.stationId)
    const create = (skills: string[]) =>
      act('createResource', RESOURCE, { stationId, kind: 'KIT', name: 'Kit', skills })
    expect(await create(long(50))).toMatchObject({ resource: { skills: long(50) } })
    expect(await create(long(51))).toMatchObject({ issues: [{ path: ['skills'], message: 'must be at most 50' }] })
  })
})

describe('what needs a skill', () => {
  it('is offered with those alone who have it, and it is said who has not', async () => {
    const chefs = { serviceItemIds: [carving], durationMinutes: null, explain: true }
    const one = await offering.look({ ...chefs, needs: [{ kind: 'CHEF', count: 1 }] })
    const slots = one.days.flatMap((day) => day.slots)
    expect(slots.length).toBeGreaterThan(10)
    expect(new Set(slots.flatMap(({ resourceIds }) => resourceIds))).toEqual(new Set([publicResource(ann)]))
    const both = await offering.look({ ...chefs, needs: [{ kind: 'CHEF', count: 2 }] })
    expect(both.days.flatMap((day) => day.slots)).toEqual([])
    const lacking = { code: 'SKILL', resourceId: publicResource(bob), bookingId: null, minutes: null, until: null }
    for (const { reasons } of both.days.flatMap((day) => day.rejected)) expect(reasons).toEqual([lacking])
    const named = await offering.look({ ...chefs, resourceIds: [publicResource(bob)] })
    expect(named.days.flatMap((day) => day.rejected)).toHaveLength(both.days.flatMap((day) => day.rejected).length)
  })

  it('is booked with those alone who have it: as they come, or as they are named', async () => {
    await expectUnskilled(CREATE, { ...WINDOW, ...orders(carving), resourceIds: [publicResource(bob)] }, [bob])
    await expectUnskilled(HOLD, { ...WINDOW, ...orders(carving), resourceIds: [publicResource(bob)] }, [bob])
    await expectUnskilled(CREATE, { ...WINDOW, ...orders(carving), needs: [{ kind: 'CHEF', count: 2 }] }, [bob])
    const any = { kind: 'CATERING', ...WINDOW, ...orders(carving), needs: [{ kind: 'CHEF', count: 1 }] }
    expect(await offering.send(CREATE, any)).toMatchObject({ booking: { resources: [{ id: publicResource(ann) }] } })
  })

  it('needs it of nobody but persons', async () => {
    const van = publicResource(await addResource(scene))
    const later = { startsAt: '2093-06-21T21:00:00.000Z', endsAt: '2093-06-21T23:00:00.000Z' }
    const resourceIds = [publicResource(ann), van]
    expect(await offering.send(CREATE, { kind: 'CATERING', ...later, ...orders(carving), resourceIds })).toMatchObject({
      __typename: 'CreateBookingPayload',
    })
  })

  it('is not to be had by an offer that was made without it', async () => {
    const offered = await offering.look({ resourceIds: [publicResource(bob)], durationMinutes: 120 })
    const offerToken = offered.days[0]?.slots[0]?.offerToken
    await expectUnskilled(CREATE, { offerToken, ...orders(carving) }, [bob])
    expect(await offering.send(CREATE, { offerToken })).toMatchObject({ __typename: 'CreateBookingPayload' })
  })

  it('keeps an offer to what it was made for, though other things are ordered', async () => {
    const asked = { serviceItemIds: [carving], durationMinutes: null, needs: [{ kind: 'CHEF', count: 1 }] }
    const offered = await offering.look({ ...asked, range: { fromDate: '2093-06-25', untilDate: '2093-06-26' } })
    const offerToken = offered.days[0]?.slots[0]?.offerToken
    expect(await offering.send(CREATE, { offerToken })).toMatchObject({
      booking: { resources: [{ id: publicResource(ann) }] },
    })
  })

  it('is joined by no chef without it', async () => {
    const startsAt = new Date('2093-07-01T21:00:00.000Z')
    const endsAt = new Date('2093-07-01T23:00:00.000Z')
    const items = [{ serviceItemId: findId('service item', carving) }]
    const bookingId = await addBooking(scene, { startsAt, endsAt, items, resourceIds: [ann] })
    const before = await readAll(scene, bookingId)
    const assign = (resourceId: string) =>
      act(
        'assignChef',
        'booking { version }',
        { bookingId: publicBooking(bookingId), resourceId: publicResource(resourceId), expectedVersion: 1 },
        scene.manager,
        '... on SlotUnavailableError { reasons { code resourceId } }',
      )
    expect(await assign(bob)).toMatchObject({
      __typename: 'SlotUnavailableError',
      reasons: [{ code: 'SKILL', resourceId: publicResource(bob) }],
    })
    expect(await readAll(scene, bookingId)).toEqual(before)
    const cyd = await addChef(scene, 'Cyd')
    await act('updateResource', RESOURCE, { resourceId: publicResource(cyd), expectedVersion: 1, skills: ['knife'] })
    expect(await assign(cyd)).toMatchObject({ __typename: 'AssignChefPayload', booking: { version: 2 } })
  })
})
