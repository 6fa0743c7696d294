/** Where a role is held or to be held: at one station, or at all stations of an organization. */
export interface Place {
  organizationId: string
  /** Null for the whole organization. */
  stationId: string | null
}

/** A role that somebody holds. No organization stands for all there are. */
export interface RankedRole {
  code: string
  /** Higher outranks lower. */
  rank: number
  organizationId: string | null
  stationId: string | null
}

/** Whether a role held in one place is good in the other: a role at one station is not, for the whole organization. */
export function reaches(held: Pick<RankedRole, 'organizationId' | 'stationId'>, place: Place): boolean {
  if (held.organizationId === null) return true
  if (held.organizationId !== place.organizationId) return false
  return held.stationId === null || held.stationId === place.stationId
}

/** The highest rank that the roles give there; 0 without any. */
export function rankAt(roles: readonly RankedRole[], place: Place): number {
  return Math.max(0, ...roles.filter((role) => reaches(role, place)).map(({ rank }) => rank))
}

/** Whether some role ranks higher, in its place, than one's own roles do there. */
export function isOutranked(own: readonly RankedRole[], others: readonly RankedRole[]): boolean {
  return others.some(({ rank, organizationId, stationId }) => {
    // What is held over all organizations is above everything in one of them.
    const ownRank = organizationId === null ? rankOverAll(own) : rankAt(own, { organizationId, stationId })
    return rank > ownRank
  })
}

function rankOverAll(roles: readonly RankedRole[]): number {
  return Math.max(0, ...roles.filter(({ organizationId }) => organizationId === null).map(({ rank }) => rank))
}
