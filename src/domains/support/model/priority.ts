/** How much haste there is, the least first. */
export const priorities = ['LOW', 'NORMAL', 'HIGH', 'URGENT'] as const
export type EscalationPriority = (typeof priorities)[number]

/** Whether a priority is this one or a higher one. */
export function isAtLeast(priority: EscalationPriority, least: EscalationPriority): boolean {
  return priorities.indexOf(priority) >= priorities.indexOf(least)
}
