import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updateServiceItem } from '#domains/bookings/use-cases/pricing/update-service-item.ts'
import { publicId } from '#graphql/ids.ts'
import { addServiceItem, asGateway, type BookingScene, openBookingScene } from '../../../support/bookings.ts'
import { createBusiness, hire, hireOwner, type StaffMember } from '../../../support/business.ts'
import { bookVersion } from '../../../support/pricing.ts'

const FIELDS = `id kind name description durationMinutes price { amountCents currency } per dietaryTags requiredSkills parents { name }
  active version`
const REFUSED = '... on UserError { code message path } ... on ValidationError { issues { path message } }'
const CONFLICT = '... on VersionConflictError { currentVersion }'

let scene: BookingScene
let owner: StaffMember

beforeAll(async () => {
  scene = await openBookingScene()
  owner = await hireOwner(scene.gateway, scene.business)
})

afterAll(() => scene.gateway.stop())

type Result = Record<string, unknown> & { __typename: string; serviceItem?: { id: string } }

async function act(verb: 'create' | 'update' | 'retire', input: object, { token } = owner): Promise<Result> {
  const type = `${verb[0]?.toUpperCase()}${verb.slice(1)}ServiceItem`
  const query = `mutation ($input: ${type}Input!) { result: ${verb}ServiceItem(input: $input) {
    __typename ... on ${type}Payload { serviceItem { ${FIELDS} } } ${REFUSED} ${verb === 'create' ? '' : CONFLICT} } }`
  return (await scene.gateway.query<{ result: Result }>(query, { input }, token)).result
}

const newItem = (fields: object = {}) => ({
  organizationId: publicId('organization', scene.business.organizationId),
  ...{ kind: 'MENU', name: 'Tofu', priceCents: 4_000, currency: 'USD', per: 'GUEST' },
  ...fields,
})

/** The versions of an item that prices were and are made from. */
function versionsOf(id: string) {
  return scene.gateway.sql(
    `select name, price_cents::int as cents, is_active as active from bookings.service_item_versions
     where service_item_id = $1 order by since_version`,
    [id],
  )
}

async function expectRefused(answer: Promise<Result>, refusal: object) {
  const before = await bookVersion(scene)
  expect(await answer).toMatchObject(refusal)
  expect(await bookVersion(scene)).toBe(before)
}

describe('an item of the menu', () => {
  it('is put on the menu with what was given', async () => {
    const dinner = await addServiceItem(scene)
    const parentIds = [publicId('service item', dinner)]
    const given = {
      kind: 'ADD_ON',
      description: ' Miso. ',
      durationMinutes: 15,
      dietaryTags: ['vegan'],
      requiredSkills: [' Knife ', 'Knife'],
      parentIds,
    }
    expect(await act('create', newItem(given))).toEqual({
      __typename: 'CreateServiceItemPayload',
      serviceItem: {
        id: expect.stringMatching(/^item_/),
        kind: 'ADD_ON',
        name: 'Tofu',
        description: 'Miso.',
        durationMinutes: 15,
        price: { amountCents: 4_000, currency: 'USD' },
        per: 'GUEST',
        dietaryTags: ['vegan'],
        requiredSkills: ['Knife'],
        parents: [{ name: 'Hibachi dinner' }],
        active: true,
        version: 1,
      },
    })
  })

  it('is changed where fields are given, taken off the menu, and put back; each time as a version of the prices', async () => {
    const id = await addServiceItem(scene, { description: 'Steak.' })
    const serviceItemId = publicId('service item', id)
    const before = await bookVersion(scene)
    const changes = { priceCents: 5_000, description: null }
    expect(await act('update', { serviceItemId, expectedVersion: 1, ...changes })).toMatchObject({
      serviceItem: { name: 'Hibachi dinner', description: null, price: { amountCents: 5_000 }, version: 2 },
    })
    expect(await act('retire', { serviceItemId, expectedVersion: 2 })).toMatchObject({
      serviceItem: { active: false, version: 3 },
    })
    expect(await act('update', { serviceItemId, expectedVersion: 3, restored: true })).toMatchObject({
      serviceItem: { active: true, version: 4, price: { amountCents: 5_000 } },
    })
    expect(await versionsOf(id)).toEqual([
      { name: 'Hibachi dinner', cents: 4_500, active: true },
      { name: 'Hibachi dinner', cents: 5_000, active: true },
      { name: 'Hibachi dinner', cents: 5_000, active: false },
      { name: 'Hibachi dinner', cents: 5_000, active: true },
    ])
    expect(await bookVersion(scene)).toBe(before + 3)
  })

  it('is refused with what is wrong', async () => {
    await expectRefused(act('create', newItem({ name: '', priceCents: -1, currency: 'XXA', durationMinutes: 0 })), {
      issues: [
        { path: ['name'], message: 'must not be empty' },
        { path: ['durationMinutes'], message: 'must be at least 1' },
        { path: ['priceCents'], message: 'must be at least 0' },
        { path: ['currency'], message: 'must be a currency by its ISO 4217 code' },
      ],
    })
    const parentIds = [publicId('service item', await addServiceItem(scene))]
    await expectRefused(act('create', newItem({ parentIds })), {
      issues: [{ path: ['parentIds'], message: 'are for add-ons' }],
    })
    const [serviceItemId] = parentIds
    await expectRefused(act('update', { serviceItemId, expectedVersion: 7, name: 'New' }), {
      ...{ __typename: 'VersionConflictError', currentVersion: 1 },
    })
    await expectRefused(act('update', { serviceItemId, expectedVersion: 1 }), {
      issues: [{ path: [], message: 'Give at least one field to change.' }],
    })
    const unknown = publicId('service item', scene.stationId)
    const addOn = { kind: 'ADD_ON', parentIds: [unknown] }
    await expectRefused(act('create', newItem(addOn)), { __typename: 'NotFoundError', path: ['parentIds', '0'] })
    await expectRefused(act('retire', { serviceItemId: unknown, expectedVersion: 1 }), {
      ...{ __typename: 'NotFoundError', path: ['serviceItemId'] },
    })
  })

  it('is changed once by those who change it at the same time', async () => {
    const serviceItemId = await addServiceItem(scene)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) =>
        updateServiceItem(asGateway(scene), {
          ...{ serviceItemId, expectedVersion: 1, isRestored: false },
          fields: { priceCents: at },
        }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await versionsOf(serviceItemId)).toHaveLength(2)
  })

  it('belongs to the whole business: a right at one station is not enough', async () => {
    const { gateway, business } = scene
    const admin = await hire(gateway, business, 'ADMIN', [business.stationIds[0]])
    const query = 'mutation ($input: CreateServiceItemInput!) { createServiceItem(input: $input) { __typename } }'
    const before = await bookVersion(scene)
    const { body } = await gateway.send(query, { input: newItem() }, admin.token)
    expect(body.errors).toMatchObject([
      { message: 'This needs the permission bookings:menu:manage.', extensions: { code: 'FORBIDDEN' } },
    ])
    const stranger = await createBusiness(gateway)
    const organizationId = publicId('organization', stranger.organizationId)
    expect(await act('create', newItem({ organizationId }))).toMatchObject({
      ...{ __typename: 'NotFoundError', path: ['organizationId'] },
    })
    expect(await bookVersion(scene)).toBe(before)
  })
})
