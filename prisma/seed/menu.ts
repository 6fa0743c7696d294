import { provisionResource } from '#domains/bookings/use-cases/provision-resource.ts'
import { provisionServiceItem } from '#domains/bookings/use-cases/provision-service-item.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { type Scene, SceneClock } from './scene.ts'
import type { SeededStation } from './staff.ts'

const none = { durationMinutes: null, dietaryTags: [] as string[], isActive: true }

const menus = {
  USD: [
    {
      ...none,
      kind: 'MENU',
      name: 'Classic hibachi',
      description: 'Two proteins, fried rice, vegetables, salad.',
      per: 'GUEST',
      priceCents: 5_500,
    },
    {
      ...none,
      kind: 'MENU',
      name: 'Garden hibachi',
      description: 'Tofu, mushrooms, vegetables, fried rice.',
      per: 'GUEST',
      priceCents: 4_800,
      dietaryTags: ['vegan'],
    },
    {
      ...none,
      kind: 'ADD_ON',
      name: 'Lobster tail',
      description: 'One for each guest who wants it.',
      per: 'GUEST',
      priceCents: 1_500,
    },
    {
      ...none,
      kind: 'ADD_ON',
      name: 'Gyoza platter',
      description: 'Thirty pieces.',
      per: 'BOOKING',
      priceCents: 4_000,
    },
    { ...none, kind: 'FEE', name: 'Second chef', description: 'From forty guests on.', per: 'HOUR', priceCents: 9_000 },
  ],
  EUR: [
    {
      ...none,
      kind: 'SERVICE',
      name: 'Haarschnitt',
      description: 'Waschen, schneiden, föhnen.',
      per: 'BOOKING',
      priceCents: 3_900,
      durationMinutes: 45,
    },
    {
      ...none,
      kind: 'SERVICE',
      name: 'Bartpflege',
      description: 'Trimmen und heißes Tuch.',
      per: 'BOOKING',
      priceCents: 2_400,
      durationMinutes: 30,
    },
    {
      ...none,
      kind: 'ADD_ON',
      name: 'Kopfmassage',
      description: 'Fünfzehn Minuten.',
      per: 'BOOKING',
      priceCents: 1_500,
      durationMinutes: 15,
    },
  ],
} as const

/** What a station offers, by what it is for in a booking. */
export interface SeededMenu {
  mainIds: string[]
  extraIds: string[]
}

/** Puts the menu of a business together: one for caterers, one for shops with chairs. */
export async function seedMenu(scene: Scene, organizationId: string, currency: string): Promise<SeededMenu> {
  const viewer = systemViewer('platform', { organizationIds: [organizationId] })
  const context = scene.context(viewer, new SceneClock(new Date(0)))
  const menu: SeededMenu = { mainIds: [], extraIds: [] }
  for (const item of menus[currency as keyof typeof menus]) {
    const row = { ...item, organizationId, currency, dietaryTags: [...item.dietaryTags] }
    const { serviceItemId } = await provisionServiceItem(context, row)
    const isMain = item.kind === 'MENU' || item.kind === 'SERVICE'
    ;(isMain ? menu.mainIds : menu.extraIds).push(serviceItemId)
  }
  return menu
}

/** Makes the chefs of a station bookable, and adds a vehicle or chairs. Returns the chefs' resource ids. */
export async function seedResources(scene: Scene, station: SeededStation): Promise<string[]> {
  const { id: stationId, organizationId } = station
  const viewer = systemViewer('platform', { stationIds: [stationId], organizationIds: [organizationId] })
  const context = scene.context(viewer, new SceneClock(new Date(0)))
  const chefs: string[] = []
  const { latitude, longitude } = station.coordinates
  for (const [at, { userId, fullName }] of station.members.filter(({ role }) => role === 'CHEF').entries()) {
    const chef = { stationId, kind: 'CHEF', name: fullName, userId, isActive: true } as const
    const home = { homeLatitude: latitude + at * 0.04, homeLongitude: longitude - at * 0.03 }
    chefs.push((await provisionResource(context, { ...chef, ...home, skills: [] })).resourceId)
  }
  const kind = station.currency === 'EUR' ? 'CHAIR' : 'VEHICLE'
  const name = kind === 'CHAIR' ? 'Stuhl 1' : 'Van 1'
  await provisionResource(context, { stationId, kind, name, userId: null, skills: [], isActive: true })
  return chefs
}
