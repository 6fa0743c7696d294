import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addServiceItem, type BookingScene, countReads, openBookingScene } from '../../support/bookings.ts'
import { createBusiness, hire } from '../../support/business.ts'

const MENU = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: MenuFilter) {
  menu(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount
    nodes { kind name description durationMinutes price { amountCents currency formatted } per dietaryTags active }
    pageInfo { hasNextPage startCursor endCursor }
  }
}`

let scene: BookingScene

beforeAll(async () => {
  scene = await openBookingScene()
  const { gateway } = scene
  await addServiceItem(scene, { kind: 'FEE', name: 'Travel', per: 'BOOKING', priceCents: 7_500 })
  await addServiceItem(scene, { kind: 'ADD_ON', name: 'Gyoza', per: 'BOOKING', priceCents: 4_000 })
  await addServiceItem(scene, { kind: 'MENU', name: 'Sushi', isActive: false })
  await addServiceItem(scene, {
    kind: 'MENU',
    name: 'Garden hibachi',
    description: 'Tofu and vegetables.',
    durationMinutes: 120,
    dietaryTags: ['vegan'],
  })
  await addServiceItem(scene, { kind: 'SERVICE', name: 'Knife course', per: 'HOUR', priceCents: 9_000 })
  const strangers = await createBusiness(gateway)
  await addServiceItem({ ...scene, business: strangers, stationId: strangers.stationIds[0] }, { name: 'Pizza' })
})

afterAll(() => scene.gateway.stop())

interface Listed {
  menu: {
    totalCount: number
    nodes: { name: string }[]
    pageInfo: { hasNextPage: boolean; startCursor: string; endCursor: string }
  }
}

async function list(args: object) {
  const { menu } = await scene.gateway.query<Listed>(MENU, { first: 100, ...args }, scene.manager.token)
  return { ...menu, names: menu.nodes.map(({ name }) => name) }
}

describe('menu', () => {
  it('lists what the own business sells, by kind and then by name', async () => {
    const found = await list({})
    expect(found).toMatchObject({
      names: ['Garden hibachi', 'Sushi', 'Knife course', 'Gyoza', 'Travel'],
      totalCount: 5,
    })
    expect(found.nodes[0]).toEqual({
      kind: 'MENU',
      name: 'Garden hibachi',
      description: 'Tofu and vegetables.',
      durationMinutes: 120,
      price: { amountCents: 4_500, currency: 'USD', formatted: '$45.00' },
      per: 'GUEST',
      dietaryTags: ['vegan'],
      active: true,
    })
  })

  it('is narrowed down by kind, and to what can be booked', async () => {
    expect(await list({ filter: { kind: { eq: 'MENU' } } })).toMatchObject({
      names: ['Garden hibachi', 'Sushi'],
      totalCount: 2,
    })
    expect(await list({ filter: { active: { eq: false } } })).toMatchObject({ names: ['Sushi'], totalCount: 1 })
    expect(await list({ filter: { kind: { eq: 'MENU' }, active: { eq: true } } })).toMatchObject({
      names: ['Garden hibachi'],
    })
  })

  it('goes page by page over the kinds, in both directions', async () => {
    const first = await list({ first: 3 })
    expect(first.names).toEqual(['Garden hibachi', 'Sushi', 'Knife course'])
    const second = await list({ first: 3, after: first.pageInfo.endCursor })
    expect(second).toMatchObject({ names: ['Gyoza', 'Travel'], pageInfo: { hasNextPage: false } })
    const before = second.pageInfo.startCursor
    expect((await list({ first: null, last: 2, before })).names).toEqual(['Sushi', 'Knife course'])
  })

  it('refuses a cursor with a kind that does not exist', async () => {
    const id = '01990000-0000-7000-8000-000000000001'
    const after = Buffer.from(JSON.stringify([1, 'DRINK', 'Tea', id])).toString('base64url')
    const { body } = await scene.gateway.send(MENU, { first: 1, after }, scene.manager.token)
    expect(body.errors).toMatchObject([
      { message: 'The cursor is not one of this list in this order.', extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })

  it('is read by one statement, and counted by one', async () => {
    scene.gateway.takeStatements()
    await list({})
    expect(countReads(scene)).toBe(2)
  })

  it('is for those who may see it', async () => {
    const { gateway, business } = scene
    const chef = await hire(gateway, business, 'CHEF')
    expect((await gateway.send(MENU, { first: 1 }, chef.token)).body.errors).toBeUndefined()
    expect((await gateway.send(MENU, { first: 1 })).body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })
})
