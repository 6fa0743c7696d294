import { NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { requireAt } from '#kernel/viewer.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { requireChange } from '../model/require-change.ts'
import { stationChanges } from '../model/station-input.ts'
import { lockStation, updateStationRow } from '../store/station-writes.ts'
import { appendStationEvent } from './append-station-event.ts'

export interface UpdateStationInput {
  stationId: string
  expectedVersion: number
  /** The fields of `stationChanges`. */
  fields: object
}

/** Changes the facts that are given, if nobody did since that version. The currency is fixed once there are bookings. */
export async function updateStation(
  context: UseCaseContext,
  { stationId, expectedVersion, fields }: UpdateStationInput,
) {
  const { viewer, unitOfWork } = context
  const changed = requireChange(fields)
  const changes = parseInput(stationChanges, fields)
  await unitOfWork.run(viewer, async (transaction) => {
    const station = await lockStation(transaction, stationId)
    if (!station) throw new NotFoundError('station', ['stationId'])
    requireAt(viewer, 'identity:station:update', stationId, 'station', ['stationId'])
    const { version } = station
    if (version !== expectedVersion) throw new VersionConflictError('station', expectedVersion, version)
    await updateStationRow(transaction, stationId, { ...changes, version: version + 1 })
    const next = { id: stationId, version: version + 1 }
    await appendStationEvent(context, transaction, next, { type: 'station.updated', payload: { changed } })
  })
  return { stationId }
}
