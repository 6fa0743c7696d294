import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { StationDirectory, StationFacts } from '#platform/stations.ts'

const stationFacts = prepare<StationFacts>(
  db
    .selectFrom('identity.stations')
    .select(['id', 'organization_id as organizationId', 'code', 'timezone', 'currency'])
    .where('id', '=', parameter<string>(1, 'uuid')),
)

const stationIds = prepare<{ id: string }>(db.selectFrom('identity.stations').select('id').orderBy('id'))

export const stationDirectory: StationDirectory = {
  async find(stationId, session) {
    const [facts] = await session.run(stationFacts, [stationId])
    return facts ?? null
  },
  async listIds(session) {
    const rows = await session.run(stationIds, [])
    return rows.map(({ id }) => id)
  },
}
