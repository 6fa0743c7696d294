import type { Faker } from '@faker-js/faker'
import { createCustomer } from '#domains/customers/use-cases/create-customer.ts'
import { systemViewer } from '#kernel/viewer.ts'
import { inBatches, type Scene, SceneClock } from './scene.ts'
import type { SeededStation } from './staff.ts'

const SOURCES = ['web', 'phone', 'referral', 'walk-in', 'event']
const TAGS = ['regular', 'vip', 'corporate', 'allergies', 'birthday']

/** Adds customers to a station, over the year before `today`. Returns their ids, the oldest first. */
export async function seedCustomers(
  scene: Scene,
  station: SeededStation,
  { count, today, faker }: { count: number; today: Date; faker: Faker },
): Promise<string[]> {
  const plans = Array.from({ length: count }, (_, at) => {
    const name = faker.person.fullName()
    return {
      at: new Date(today.getTime() - (count - at) * (365 / count) * 24 * 60 * 60 * 1000),
      fields: {
        name,
        email: `${addressOf(name)}.${at}@example.com`,
        phone: `+1617555${String(at % 10_000).padStart(4, '0')}`,
        address: `${faker.location.streetAddress()}, ${faker.location.city()}`,
        locale: station.currency === 'EUR' ? 'de' : 'en',
        tags: faker.helpers.arrayElements(TAGS, { min: 0, max: 2 }),
        source: faker.helpers.arrayElement(SOURCES),
      },
    }
  })
  const clock = new SceneClock(today)
  const viewer = systemViewer('platform', { stationIds: [station.id], organizationIds: [station.organizationId] })
  return inBatches(scene.context(viewer, clock), plans, async (context, { at, fields }) => {
    clock.set(at)
    const { customerId } = await createCustomer(context, { stationId: station.id, fields })
    return customerId
  })
}

/** The name as it can stand in an e-mail address. */
function addressOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z]+/g, ' ')
    .trim()
    .replaceAll(' ', '.')
}
