import { findIds } from '#graphql/ids.ts'
import { BadInputError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import { stationsWith, type Viewer } from '#kernel/viewer.ts'

/** Over how many stations one question may go. */
export const MAX_STATIONS = 100

/** Those of the named stations at which the viewer holds the permission; all of these when none are named. */
export function chooseStations(
  viewer: Viewer,
  permission: Permission,
  named: readonly string[] | null | undefined,
): readonly string[] {
  const allowed = stationsWith(viewer, permission)
  const wanted = named == null ? null : new Set(findIds('station', named))
  const chosen = wanted ? allowed.filter((id) => wanted.has(id)) : allowed
  if (chosen.length > MAX_STATIONS) throw new BadInputError(`Name at most ${MAX_STATIONS} stations in stationIds.`)
  return chosen
}
