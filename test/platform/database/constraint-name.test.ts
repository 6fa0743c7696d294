import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { constraintName } from '#platform/database/failures.ts'
import type { Transaction } from '#platform/database/unit-of-work.ts'
import { actAs, createBusiness, sceneViewer } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway()
})

afterAll(() => gateway.stop())

/** The error that the work ends with, as the work itself sees it. */
async function failureOf(work: (transaction: Transaction, stationId: string) => Promise<unknown>): Promise<unknown> {
  const business = await createBusiness(gateway)
  const { unitOfWork, viewer } = actAs(gateway, sceneViewer(business))
  let failure: unknown
  const attempt = unitOfWork.run(viewer, (transaction) =>
    work(transaction, business.stationIds[0]).catch((error) => {
      failure = error
      throw error
    }),
  )
  await attempt.catch(() => undefined)
  return failure
}

const van = { kind: 'VEHICLE', name: 'Van', skills: [] } as const

describe('the name of a violated constraint', () => {
  it('is known of a unique key and a foreign key that Prisma runs into', async () => {
    const id = '01990000-0000-7000-8000-000000000001'
    const twice = await failureOf(({ prisma }, stationId) =>
      prisma.resource.createMany({
        data: [
          { ...van, skills: [], id, stationId },
          { ...van, skills: [], id, stationId },
        ],
      }),
    )
    expect(constraintName(twice)).toBe('resources_pkey')
    const nobody = await failureOf(({ prisma }, stationId) =>
      prisma.resource.create({ data: { kind: 'CHEF', name: 'Chef', skills: [], stationId, userId: id } }),
    )
    expect(constraintName(nobody)).toBe('resources_station_id_user_id_fkey')
  })

  it('is known of an exclusion that raw SQL runs into, through Prisma and through a session', async () => {
    const overlap = (stationId: string, resourceId: string) => `insert into bookings.allocations
      (id, station_id, resource_id, during, kind, status, updated_at)
      select gen_random_uuid(), '${stationId}', '${resourceId}', tstzrange('2030-01-01', '2030-01-02'), 'BLOCK',
        'ACTIVE', now() from generate_series(1, 2)`
    const addVan = async ({ prisma }: Transaction, stationId: string) =>
      (await prisma.resource.create({ data: { ...van, skills: [], stationId } })).id
    const throughPrisma = await failureOf(async (transaction, stationId) =>
      transaction.prisma.$executeRawUnsafe(overlap(stationId, await addVan(transaction, stationId))),
    )
    expect(constraintName(throughPrisma)).toBe('allocations_no_overlap')
    const throughSession = await failureOf(async (transaction, stationId) => {
      const text = overlap(stationId, await addVan(transaction, stationId))
      return transaction.session.run({ name: '', text }, [])
    })
    expect(constraintName(throughSession)).toBe('allocations_no_overlap')
  })

  it.each([
    'conflicting key value violates exclusion constraint "allocations_no_overlap"',
    'kollidierender Schlüsselwert verletzt Exclusion-Constraint »allocations_no_overlap«',
    'la valeur d’une clé en conflit rompt la contrainte d’exclusion « allocations_no_overlap »',
  ])('is read from the message in any language: %s', (originalMessage) => {
    const cause = { originalCode: '23P01', originalMessage }
    expect(constraintName({ code: 'P2010', meta: { driverAdapterError: { cause } } })).toBe('allocations_no_overlap')
  })

  it('is null where no constraint is violated', async () => {
    const syntax = await failureOf(({ prisma }) => prisma.$executeRawUnsafe('select "nonsense" from'))
    expect(constraintName(syntax)).toBeNull()
    expect(constraintName(new Error('violates "something"'))).toBeNull()
    expect(constraintName(null)).toBeNull()
  })
})
