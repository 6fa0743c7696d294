import { requireId } from '#graphql/ids.ts'
import { ValidationError } from '#kernel/errors.ts'

interface PlaceInput {
  stationId?: string | null | undefined
  wholeOrganization?: boolean | null | undefined
}

/**
 * The UUID of the station, or null for the whole organization. One of the two has to be said: left out by mistake, a
 * station must not mean all of them.
 */
export function toStation({ stationId, wholeOrganization }: PlaceInput, ...path: string[]): string | null {
  const isWhole = wholeOrganization === true
  if (isWhole === (stationId != null)) {
    throw new ValidationError([
      { path: [...path, 'stationId'], message: 'Give either stationId or wholeOrganization.' },
    ])
  }
  return stationId == null ? null : requireId('station', stationId, ...path, 'stationId')
}
