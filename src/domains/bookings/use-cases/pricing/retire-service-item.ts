import type { UseCaseContext } from '#platform/use-case-context.ts'
import { changeServiceItem, type ServiceItemToChange } from './change-service-item.ts'

/** Takes an item off the menu, if nobody changed it since that version. What was booked or quoted stays. */
export function retireServiceItem(context: UseCaseContext, wanted: ServiceItemToChange) {
  return changeServiceItem(context, wanted, async (_transaction, item) => ({
    item: { ...item, isActive: false },
    changed: null,
  }))
}
