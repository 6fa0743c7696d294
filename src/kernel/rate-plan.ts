/** How much an API key may ask for; what each plan allows stands with the limits of the API. */
export const ratePlans = ['TRIAL', 'STANDARD', 'ENTERPRISE'] as const

export type RatePlan = (typeof ratePlans)[number]
