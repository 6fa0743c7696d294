import { UnauthenticatedError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import type { Viewer } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { newStation } from '../model/station-input.ts'
import { insertNewStation } from '../store/station-writes.ts'
import { appendStationEvent } from './append-station-event.ts'
import { requireInPlace } from './staff-authority.ts'

export interface CreateStationInput {
  organizationId: string
  /** The fields of `newStation`. */
  fields: unknown
}

/** Opens a station of the business. Roles at the whole organization are good there at once. */
export async function createStation(context: UseCaseContext, { organizationId, fields }: CreateStationInput) {
  const { viewer, clock, unitOfWork } = context
  const station = parseInput(newStation, fields)
  const stationId = newId()
  await unitOfWork.run(withStation(viewer, stationId), async (transaction) => {
    const place = { organizationId, stationId: null }
    const organization = ['organizationId']
    await requireInPlace(transaction, viewer, 'identity:station:create', place, { organization })
    await insertNewStation(transaction, { ...station, id: stationId, organizationId, createdAt: clock.now() })
    const payload = { organizationId }
    await appendStationEvent(context, transaction, { id: stationId, version: 1 }, { type: 'station.created', payload })
  })
  return { stationId }
}

/** The viewer, who also sees a station that has just been opened: the viewer's roles reach it from now on. */
export function withStation(viewer: Viewer, stationId: string): Viewer {
  if (viewer.kind === 'anonymous') throw new UnauthenticatedError()
  return { ...viewer, stationIds: [...viewer.stationIds, stationId] }
}
