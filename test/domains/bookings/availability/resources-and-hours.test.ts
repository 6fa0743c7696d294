import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { lookAt } from '../../../support/availability.ts'
import { addChef, addResource, type BookingScene, openBookingScene, publicResource } from '../../../support/bookings.ts'
import { hire } from '../../../support/business.ts'

import { manage } from './manage.ts'

let scene: BookingScene
let send: ReturnType<typeof manage>['send']
let stored: ReturnType<typeof manage>['stored']
let station: ReturnType<typeof manage>['station']
beforeAll(async () => {
  scene = await openBookingScene()
  ;({ send, stored, station } = manage(scene))
})
afterAll(() => scene.gateway.stop())

const RESOURCE = `resource { id kind name skills active version bufferBeforeMinutes bufferAfterMinutes home { latitude longitude }
  availabilityRules { weekday start end validFrom validUntil } }`

describe('a resource', () => {
  it('is added, changed with what may be cleared, and retired; each step is a version and an event', async () => {
    const created = await send('createResource', RESOURCE, {
      stationId: station(),
      kind: 'KIT',
      name: ' Grill 1 ',
      skills: ['gas', 'gas'],
      home: { latitude: 42.36, longitude: -71.06 },
      bufferAfterMinutes: 30,
    })
    const resource = created.resource as { id: string }
    expect(resource).toEqual({
      id: expect.any(String),
      kind: 'KIT',
      name: 'Grill 1',
      skills: ['gas'],
      active: true,
      version: 1,
      bufferBeforeMinutes: null,
      bufferAfterMinutes: 30,
      home: { latitude: 42.36, longitude: -71.06 },
      availabilityRules: [],
    })
    const change = {
      resourceId: resource.id,
      expectedVersion: 1,
      name: 'Grill 2',
      home: null,
      bufferAfterMinutes: null,
    }
    expect(await send('updateResource', RESOURCE, change)).toMatchObject({
      resource: { name: 'Grill 2', skills: ['gas'], version: 2, bufferAfterMinutes: null, home: null },
    })
    const retired = { resourceId: resource.id, expectedVersion: 2 }
    expect(await send('deactivateResource', RESOURCE, retired)).toMatchObject({
      resource: { active: false, version: 3 },
    })
    const before = await stored()
    expect(await send('deactivateResource', RESOURCE, { ...retired, expectedVersion: 3 })).toMatchObject({
      code: 'INVALID_TRANSITION',
    })
    expect(await stored()).toEqual(before)
    const types = await scene.gateway.sql<{ type: string }>(
      `select type from events.domain_events where aggregate_type = 'resource' and payload is not null order by position desc limit 3`,
    )
    expect(types.map(({ type }) => type)).toEqual(['resource.deactivated', 'resource.updated', 'resource.created'])
  })

  it('is refused when a chef is nobody, works elsewhere, or is one already, and when a van is somebody', async () => {
    const before = await stored()
    const stranger = await hire(scene.gateway, scene.business, 'CHEF', [scene.otherStationId])
    const [chef] = await scene.gateway.sql<{ user_id: string }>(
      'select user_id from bookings.resources where id = $1',
      [scene.chefId],
    )
    const create = (fields: object) =>
      send('createResource', RESOURCE, { stationId: station(), kind: 'CHEF', name: 'Chef', ...fields })
    expect(await create({})).toMatchObject({ issues: [{ path: ['userId'], message: 'must be given for a chef' }] })
    expect(await create({ userId: publicId('user', stranger.userId) })).toMatchObject({
      code: 'NOT_FOUND',
      path: ['userId'],
    })
    expect(await create({ userId: publicId('user', chef?.user_id ?? '') })).toMatchObject({ code: 'PERSON_TAKEN' })
    expect(await create({ kind: 'VEHICLE', userId: publicId('user', stranger.userId) })).toMatchObject({
      issues: [{ path: ['userId'] }],
    })
    expect(await stored()).toEqual(before)
  })

  it('is changed by those alone who saw its last version', async () => {
    const resourceId = publicResource(await addResource(scene))
    await send('updateResource', RESOURCE, { resourceId, expectedVersion: 1, name: 'Van 2' })
    const before = await stored()
    for (const [name, fields] of Object.entries({
      updateResource: { name: 'Van 3' },
      deactivateResource: {},
      setAvailability: { rules: [] },
    })) {
      expect(await send(name, RESOURCE, { resourceId, expectedVersion: 1, ...fields })).toMatchObject({
        currentVersion: 2,
      })
    }
    expect(await send('updateResource', RESOURCE, { resourceId, expectedVersion: 2 })).toMatchObject({
      code: 'VALIDATION_FAILED',
    })
    expect(await stored()).toEqual(before)
  })
})

describe('hours', () => {
  it('are replaced as a whole, and count at once', async () => {
    const chefId = await addChef(scene)
    const rules = [
      { weekday: 6, start: '17:00', end: '01:00', validFrom: '2093-01-01', validUntil: '2094-01-01' },
      { weekday: 5, start: '10:00', end: '14:00' },
    ]
    const resourceId = publicResource(chefId)
    await send('setAvailability', RESOURCE, {
      resourceId,
      expectedVersion: 1,
      rules: [{ weekday: 1, start: '00:00', end: '23:59' }],
    })
    expect(await send('setAvailability', RESOURCE, { resourceId, expectedVersion: 2, rules })).toMatchObject({
      resource: {
        version: 3,
        availabilityRules: [
          { weekday: 5, start: '10:00', end: '14:00', validFrom: null, validUntil: null },
          { weekday: 6, start: '17:00', end: '01:00', validFrom: '2093-01-01', validUntil: '2094-01-01' },
        ],
      },
    })
    const range = { fromDate: '2093-06-15', untilDate: '2093-06-22' }
    const { slots } = await lookAt(scene, { ...range, durationMinutes: 240, demand: { resourceIds: [chefId] } })
    expect([...new Set(slots.map(({ date }) => date))]).toEqual(['2093-06-19', '2093-06-20'])
    const before = await stored()
    const wrong = [{ weekday: 8, start: '10:00', end: '14:00', validFrom: '2093-01-01', validUntil: '2093-01-01' }]
    expect(await send('setAvailability', RESOURCE, { resourceId, expectedVersion: 3, rules: wrong })).toMatchObject({
      issues: [{ path: ['rules', '0', 'weekday'] }, { path: ['rules', '0', 'validUntil'] }],
    })
    expect(await stored()).toEqual(before)
  })
})

describe('a day that is different', () => {
  it('is set once for each resource and once for the station, replaced, and taken back', async () => {
    const resourceId = publicResource(await addResource(scene))
    const day = { stationId: station(), date: '2093-12-24' }
    const OVERRIDE = 'override { id date kind start end reason }'
    const first = await send('setAvailabilityOverride', OVERRIDE, { ...day, kind: 'CLOSED', reason: 'Christmas Eve' })
    expect(first.override).toEqual({
      id: expect.any(String),
      date: '2093-12-24',
      kind: 'CLOSED',
      start: null,
      end: null,
      reason: 'Christmas Eve',
    })
    await send('setAvailabilityOverride', OVERRIDE, { ...day, resourceId, kind: 'CLOSED' })
    const second = await send('setAvailabilityOverride', OVERRIDE, {
      ...day,
      kind: 'OPEN',
      start: '10:00',
      end: '14:00',
    })
    const shown = await scene.gateway.query(
      `query ($station: ID!, $resource: ID!) {
        station: node(id: $station) { ... on Station { availabilityOverrides(fromDate: "2093-12-01", untilDate: "2094-01-01") { kind start } } }
        resource: node(id: $resource) { ... on Resource { availabilityOverrides(fromDate: "2093-12-01", untilDate: "2094-01-01") { kind start } } } }`,
      { station: station(), resource: resourceId },
      scene.manager.token,
    )
    expect(shown).toEqual({
      station: { availabilityOverrides: [{ kind: 'OPEN', start: '10:00' }] },
      resource: { availabilityOverrides: [{ kind: 'CLOSED', start: null }] },
    })
    const overrideId = (second.override as { id: string }).id
    expect(await send('removeAvailabilityOverride', 'removed', { overrideId })).toMatchObject({ removed: true })
    const before = await stored()
    expect(await send('removeAvailabilityOverride', 'removed', { overrideId })).toMatchObject({ code: 'NOT_FOUND' })
    expect(await send('setAvailabilityOverride', OVERRIDE, { ...day, kind: 'OPEN' })).toMatchObject({
      issues: [{ path: ['start'] }, { path: ['end'] }],
    })
    expect(await send('setAvailabilityOverride', OVERRIDE, { ...day, kind: 'CLOSED', start: '10:00' })).toMatchObject({
      issues: [{ path: ['start'] }],
    })
    expect(await stored()).toEqual(before)
  })
})
