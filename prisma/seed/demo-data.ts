import { de, en, Faker } from '@faker-js/faker'
import { systemViewer } from '#kernel/viewer.ts'
import type { OpenDatabase } from '#platform/database/open-database.ts'
import type { Log } from '#platform/log.ts'
import type { Secrets } from '#platform/secrets.ts'
import { systemClock } from '#platform/system-clock.ts'
import type { DemoAccess } from '#server/graphiql-config.ts'
import { demoApiKey, seedApiKey } from './api-keys.ts'
import { seedAvailability } from './availability.ts'
import { seedBookings } from './bookings.ts'
import { seedCustomers } from './customers.ts'
import { seedEscalations } from './escalations.ts'
import { type SeededMenu, seedMenu, seedResources } from './menu.ts'
import { seedPrices } from './prices.ts'
import { Scene, SceneClock } from './scene.ts'
import { demoSignIns, type SeededStation, seedStaff } from './staff.ts'

/** At scale 1, over all stations. */
const CUSTOMERS = 400
const BOOKINGS = 1_200
const ESCALATIONS = 60
const DAY_MS = 24 * 60 * 60 * 1000

export interface SeedOptions {
  gatewayUrl: string
  secrets: Secrets
  log: Log
  /** Multiplies customers, bookings and escalations. */
  scale?: number
  /** The time around which everything happens; the present by default. */
  now?: Date
}

/**
 * The demo data of a fresh database, and the accounts and the key to try it with. A database with any business is left
 * alone; its key is told as long as it is good.
 */
export async function provideDemoData(database: OpenDatabase, secrets: Secrets, log: Log): Promise<DemoAccess> {
  const { gatewayUrl } = database
  await seedDemoData({ gatewayUrl, secrets, log })
  const apiKey = demoApiKey(secrets)
  const scene = new Scene(gatewayUrl, secrets, log)
  try {
    return { signIns: demoSignIns(), apiKeys: (await scene.isGoodKey(apiKey.key)) ? [apiKey] : [] }
  } finally {
    await scene.close()
  }
}

/**
 * Fills an empty database through the use cases, so that encryption, history and events are as in real life. The same
 * day gives the same data, but for ids, keys and references. Does nothing when there is any business; returns whether
 * it did something.
 */
export async function seedDemoData({
  gatewayUrl,
  secrets,
  log,
  scale = 1,
  now = systemClock.now(),
}: SeedOptions): Promise<boolean> {
  const scene = new Scene(gatewayUrl, secrets, log)
  try {
    if (!(await scene.isEmpty())) return false
    const startedAt = performance.now()
    await seed(scene, secrets, scale, now)
    log.info({ ms: Math.round(performance.now() - startedAt), scale }, 'made the demo data')
    return true
  } finally {
    await scene.close()
  }
}

async function seed(scene: Scene, secrets: Secrets, scale: number, now: Date): Promise<void> {
  const today = startOfDay(now)
  const clock = new SceneClock(new Date(today.getTime() - 400 * DAY_MS))
  const stations = await seedStaff(scene.context(systemViewer('platform'), clock), fakerFor('en', 1))
  await seedApiKey(scene, clock, { organizationId: stations[0]?.organizationId ?? '', secrets })
  const menus = new Map<string, SeededMenu>()
  for (const { organizationId, currency } of stations) {
    if (!menus.has(organizationId)) menus.set(organizationId, await seedMenu(scene, organizationId, currency))
  }
  const share = (total: number) => Math.ceil((total * scale) / stations.length)
  await Promise.all(
    stations.map((station, at) =>
      seedStation(scene, station, {
        today,
        now,
        menu: menus.get(station.organizationId) as SeededMenu,
        faker: fakerFor(station.currency === 'EUR' ? 'de' : 'en', at + 2),
        customers: share(CUSTOMERS),
        bookings: share(BOOKINGS),
        escalations: share(ESCALATIONS),
      }),
    ),
  )
}

interface StationPlan {
  today: Date
  now: Date
  menu: SeededMenu
  faker: Faker
  customers: number
  bookings: number
  escalations: number
}

async function seedStation(scene: Scene, station: SeededStation, plan: StationPlan): Promise<void> {
  const { today, now, menu, faker } = plan
  await seedPrices(scene, station, menu)
  const chefs = await seedResources(scene, station)
  const customerIds = await seedCustomers(scene, station, { count: plan.customers, today, faker })
  await seedBookings(scene, station, { count: plan.bookings, chefs, customerIds, menu, today, now, faker })
  // Last: what the demo data books lies in all of the past, and partly on days that are full.
  await seedAvailability(scene, station, { chefs, now })
  await seedEscalations(scene, station, { count: plan.escalations, customerIds, today, faker })
}

function fakerFor(language: 'de' | 'en', seed: number): Faker {
  const faker = new Faker({ locale: language === 'de' ? [de, en] : [en] })
  faker.seed(seed)
  return faker
}

function startOfDay(date: Date): Date {
  return new Date(Math.floor(date.getTime() / DAY_MS) * DAY_MS)
}
