import { UnauthenticatedError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import type { Viewer } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newStation } from '../model/station-input.ts'
import { stationById } from '../store/identity-reads.ts'
import { insertNewStation } from '../store/station-writes.ts'
import { appendStationEvent } from './append-station-event.ts'
import { requireInPlace } from './staff-authority.ts'

export interface CreateStationInput {
  organizationId: string
  /** The fields of `newStation`. */
  fields: unknown
}

/**
 * Opens a station of the business; roles at the whole organization are good there within a second. Gives the station
 * itself, because the request came from somebody who did not see it yet.
 */
export async function createStation(context: UseCaseContext, { organizationId, fields }: CreateStationInput) {
  const { viewer, clock, unitOfWork } = context
  const facts = parseInput(newStation, fields)
  const id = newId()
  return unitOfWork.run(withStation(viewer, id), async (transaction) => {
    const place = { organizationId, stationId: null }
    const organization = ['organizationId']
    await requireInPlace(transaction, viewer, 'identity:station:create', place, { organization })
    await insertNewStation(transaction, { ...facts, id, organizationId, createdAt: clock.now() })
    const event = { type: 'station.created', payload: { organizationId } } as const
    await appendStationEvent(context, transaction, { id, version: 1 }, event)
    const [station] = await stationById.readAll(transaction.session, [id])
    if (!station) throw new Error('a station that was just opened is not there')
    return { station }
  })
}

/** The viewer, who sees this station besides. */
function withStation(viewer: Viewer, stationId: string): Viewer {
  if (viewer.kind === 'anonymous') throw new UnauthenticatedError()
  return { ...viewer, stationIds: [...viewer.stationIds, stationId] }
}
