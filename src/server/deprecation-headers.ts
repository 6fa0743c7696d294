import type { Deprecation } from '#graphql/deprecations.ts'

/**
 * The headers of an answer to what is going away: `Deprecation` (RFC 9745), which says since when at the latest it has
 * been deprecated, and `Sunset` (RFC 8594), the first day on which some of it may be gone. None for what stays.
 */
export function deprecationHeaders(deprecations: readonly Deprecation[], deprecatedBy: Date): Record<string, string> {
  if (deprecations.length === 0) return {}
  const [sunset] = deprecations.flatMap((deprecation) => deprecation.sunset ?? []).sort()
  return {
    deprecation: `@${Math.floor(deprecatedBy.getTime() / 1_000)}`,
    ...(sunset && { sunset: new Date(sunset).toUTCString() }),
  }
}
