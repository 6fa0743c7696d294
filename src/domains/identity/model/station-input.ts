import { z } from 'zod'
import { line } from './person-input.ts'

const CLEARED = 'cannot be cleared'

const code = z
  .string(CLEARED)
  .trim()
  .toUpperCase()
  .regex(/^[A-Z0-9]{2,8}$/, 'must be 2 to 8 letters and digits')
const timezone = z.string(CLEARED).refine(isZoneName, 'must be a time zone of the IANA database, like Europe/Berlin')
const currency = z.string(CLEARED).refine(isCurrency, 'must be a currency by its ISO 4217 code, like EUR')
const latitude = z.number().min(-90, 'must be from -90 to 90').max(90, 'must be from -90 to 90')
const longitude = z.number().min(-180, 'must be from -180 to 180').max(180, 'must be from -180 to 180')
const coordinates = z.object({ latitude, longitude })
const serviceRadiusKm = z.number().positive('must be more than 0').max(20_000, 'must be at most 20000')

export const newStation = z
  .object({
    name: line(200),
    code,
    timezone,
    currency,
    address: line(500).nullish(),
    coordinates: coordinates.nullish(),
    serviceRadiusKm: serviceRadiusKm.nullish(),
  })
  .transform(withColumns)

/** What is left out stays as it is; null clears what may be missing. */
export const stationChanges = z
  .object({
    name: line(200).optional(),
    code: code.optional(),
    timezone: timezone.optional(),
    currency: currency.optional(),
    address: line(500).nullable().optional(),
    coordinates: coordinates.nullable().optional(),
    serviceRadiusKm: serviceRadiusKm.nullable().optional(),
  })
  .transform(withColumns)

/** Where it is, as the two columns that hold it; both or none. */
function withColumns<Fields extends { coordinates?: z.infer<typeof coordinates> | null | undefined }>({
  coordinates: point,
  ...fields
}: Fields) {
  if (point === undefined) return fields
  return { ...fields, latitude: point?.latitude ?? null, longitude: point?.longitude ?? null }
}

export const organizationChanges = z.object({
  name: line(200).optional(),
  slug: z
    .string(CLEARED)
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens, at most 63')
    .optional(),
})

/** An offset like +01:00 is no zone: it knows no summer. */
function isZoneName(name: string): boolean {
  if (!/^[A-Za-z]/.test(name) || name.length > 64) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0
  } catch {
    return false
  }
}

function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf('currency').includes(code)
}
