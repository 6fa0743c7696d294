import { ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { serviceItemFields } from '../../model/pricing/price-input.ts'
import { changeServiceItem, type ServiceItemToChange } from './change-service-item.ts'
import { requireParents } from './write-service-item.ts'

export interface UpdateServiceItemInput extends ServiceItemToChange {
  /** Of those of `serviceItemFields`; what is not given stays, null clears. */
  fields: object
  /** Whether it is put back on the menu. */
  isRestored: boolean
}

/** Changes an item of the menu, if nobody did since that version. What was booked or quoted keeps its price. */
export async function updateServiceItem(
  context: UseCaseContext,
  { fields: given, isRestored, ...wanted }: UpdateServiceItemInput,
) {
  const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  if (Object.keys(changes).length === 0 && !isRestored) {
    throw new ValidationError([{ path: [], message: 'Give at least one field to change.' }])
  }
  return changeServiceItem(context, wanted, async (transaction, item) => {
    const { organizationId, isActive } = item
    const fields = parseInput(serviceItemFields, { ...item, ...changes })
    await requireParents(transaction, { organizationId, parentIds: fields.parentIds })
    const changed = [...Object.keys(changes), ...(isRestored ? ['active'] : [])]
    return { item: { ...fields, isActive: isActive || isRestored }, changed }
  })
}
