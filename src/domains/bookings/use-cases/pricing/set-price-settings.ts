import { NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { requireAt } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { settingsFields } from '../../model/pricing/price-input.ts'
import { findSettings } from '../../store/pricing/price-book-reads.ts'
import { beginBookVersion, insertSettings } from '../../store/pricing/price-book-writes.ts'

export interface SetPriceSettingsInput {
  stationId: string
  /** 0 when there were none. */
  expectedVersion: number
  /** The fields of `settingsFields`, all of them. */
  fields: object
}

/** Says anew how a station charges travel and tax, asks for a deposit and rounds, if nobody did since that version. */
export async function setPriceSettings(
  { viewer, unitOfWork, stations, clock }: UseCaseContext,
  { stationId, expectedVersion, fields }: SetPriceSettingsInput,
): Promise<{ stationId: string }> {
  requireAt(viewer, 'bookings:price:manage', stationId, 'station', ['stationId'])
  const settings = parseInput(settingsFields, fields)
  await unitOfWork.run(viewer, async (transaction) => {
    const createdAt = clock.now()
    const station = await stations.find(stationId, transaction.session)
    if (!station) throw new NotFoundError('station', ['stationId'])
    const { organizationId, currency } = station
    const sinceVersion = await beginBookVersion(transaction, organizationId, createdAt)
    const version = (await findSettings(transaction.session, stationId))?.version ?? 0
    if (version !== expectedVersion) throw new VersionConflictError('price settings', expectedVersion, version)
    const row = { id: newId(), organizationId, stationId, currency, version: version + 1, sinceVersion, createdAt }
    await insertSettings(transaction, { ...settings, ...row })
  })
  return { stationId }
}
