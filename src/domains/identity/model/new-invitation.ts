import { z } from 'zod'
import { emailAddress, fullName, title } from './person-input.ts'

const MAX_PLACES = 20
const FEW = `must be at most ${MAX_PLACES}`

/** Who is invited to what. Whoever gets a role at a station works there; others work where a role reaches. */
export const newInvitation = z
  .object({
    email: emailAddress,
    fullName,
    /** A role at one station, or at the whole organization when that is null. */
    roles: z
      .array(z.object({ code: z.string().min(1, 'must not be empty'), stationId: z.string().nullable() }))
      .min(1, 'must be at least one')
      .max(MAX_PLACES, FEW),
    /** The first is the primary one. */
    stations: z.array(z.object({ stationId: z.string(), title: title.nullish() })).max(MAX_PLACES, FEW),
  })
  .superRefine(({ roles, stations }, context) => {
    const issue = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
    const seenRoles = new Set<string>()
    for (const [at, { code, stationId }] of roles.entries()) {
      if (seenRoles.has(`${code} ${stationId}`)) issue(['roles', at], 'is there twice')
      seenRoles.add(`${code} ${stationId}`)
    }
    const isEverywhere = roles.some(({ stationId }) => stationId === null)
    const seenStations = new Set<string>()
    for (const [at, { stationId }] of stations.entries()) {
      if (seenStations.has(stationId)) issue(['stations', at, 'stationId'], 'is there twice')
      seenStations.add(stationId)
      const isReached = isEverywhere || roles.some((role) => role.stationId === stationId)
      if (!isReached) issue(['stations', at, 'stationId'], 'must be a station at which a role is given')
    }
  })
  .transform(({ stations, roles, ...person }) => ({ ...person, roles, stations: workplaces(stations, roles) }))

export type NewInvitation = z.infer<typeof newInvitation>

interface Workplace {
  stationId: string
  title?: string | null | undefined
}

/** The stations that are named, then those of the roles. */
function workplaces(named: readonly Workplace[], roles: readonly { stationId: string | null }[]) {
  const places = new Map(named.map(({ stationId, title }) => [stationId, title ?? null]))
  for (const { stationId } of roles) {
    if (stationId !== null && !places.has(stationId)) places.set(stationId, null)
  }
  return [...places].map(([stationId, title]) => ({ stationId, title }))
}
