import { sql } from 'kysely'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { StationDirectory, StationFacts } from '#platform/stations.ts'
import { findRightsAtStation } from './grants-reads.ts'
import { holdsEverywhere } from './staff-reads.ts'

interface FactsRow extends Omit<StationFacts, 'location'> {
  latitude: number | null
  longitude: number | null
}

const stationFacts = prepare<FactsRow>(
  db
    .selectFrom('identity.stations')
    .select(['id', 'organization_id as organizationId', 'code', 'timezone', 'currency', 'latitude', 'longitude'])
    .where('id', '=', sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`)
    .orderBy('id'),
)

const stationIds = prepare<{ id: string }>(db.selectFrom('identity.stations').select('id').orderBy('id'))

const stationIdsOf = prepare<{ id: string }>(
  db
    .selectFrom('identity.stations')
    .select('id')
    .where('organization_id', '=', parameter<string>(1, 'uuid'))
    .orderBy('id'),
)

export const stationDirectory: StationDirectory = {
  async find(stationId, session) {
    const [station] = await this.list([stationId], session)
    return station ?? null
  },
  async list(stationIds, session) {
    const rows = await session.run(stationFacts, [stationIds])
    return rows.map(({ latitude, longitude, ...known }) => ({
      ...known,
      location: latitude === null || longitude === null ? null : { latitude, longitude },
    }))
  },
  async isHeldEverywhere(viewer, { permission, organizationId }, session) {
    if (viewer.kind === 'system') return viewer.organizationIds.includes(organizationId)
    if (viewer.kind !== 'user') return false
    return holdsEverywhere(session, { userId: viewer.userId, permission, organizationId })
  },
  findRights: (asked, session) => findRightsAtStation(session, asked),
  async listIds(session) {
    const rows = await session.run(stationIds, [])
    return rows.map(({ id }) => id)
  },
  async listIdsOf(organizationId, session) {
    const rows = await session.run(stationIdsOf, [organizationId])
    return rows.map(({ id }) => id)
  },
}
