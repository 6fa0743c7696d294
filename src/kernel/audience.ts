/**
 * Who the API is for: staff in the admin app, chefs in the mobile app, partners and web sites. Each has a schema and a
 * path of its own; what says nothing about its audience is for the admin app alone.
 */
export const audiences = ['admin', 'chef', 'public'] as const

export type Audience = (typeof audiences)[number]
