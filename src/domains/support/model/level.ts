/** Whose turn it is, from the first desk to the one that decides. */
export const levels = ['T1', 'T2', 'T3', 'MANAGER'] as const
export type EscalationLevel = (typeof levels)[number]

/** Where every escalation begins. */
export const FIRST_LEVEL: EscalationLevel = 'T1'
