import { NotFoundError, VersionConflictError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import { requireAt } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { settingsFields } from '../../model/pricing/price-input.ts'
import { findSettings } from '../../store/pricing/price-book-reads.ts'
import { beginBookVersion, insertSettings } from '../../store/pricing/price-book-writes.ts'
import { appendPriceEvent } from './append-price-event.ts'

export interface SetPriceSettingsInput {
  stationId: string
  /** 0 when there were none. */
  expectedVersion: number
  /** The fields of `settingsFields`, all of them. */
  fields: object
}

/** Says anew how a station charges travel and tax, asks for a deposit and rounds, if nobody did since that version. */
export async function setPriceSettings(
  context: UseCaseContext,
  { stationId, expectedVersion, fields }: SetPriceSettingsInput,
): Promise<{ stationId: string }> {
  const { viewer, unitOfWork, stations, clock } = context
  requireAt(viewer, 'bookings:price:manage', stationId, 'station', ['stationId'])
  const settings = parseInput(settingsFields, fields)
  await unitOfWork.run(viewer, async (transaction) => {
    const createdAt = clock.now()
    const station = await stations.find(stationId, transaction.session)
    if (!station) throw new NotFoundError('station', ['stationId'])
    const { organizationId, currency } = station
    const sinceVersion = await beginBookVersion(transaction, organizationId, createdAt)
    const current = (await findSettings(transaction.session, stationId))?.version ?? 0
    if (current !== expectedVersion) throw new VersionConflictError('price settings', expectedVersion, current)
    const id = newId()
    const version = current + 1
    const row = { id, organizationId, stationId, currency, version, sinceVersion, createdAt }
    await insertSettings(transaction, { ...settings, ...row })
    // Each version is a row of its own, and so an aggregate of its own.
    const aggregate = { id, stationId, version: 1 }
    const payload = { priceBookVersion: sinceVersion, version }
    await appendPriceEvent(context, transaction, aggregate, { type: 'price_settings.set', payload })
  })
  return { stationId }
}
