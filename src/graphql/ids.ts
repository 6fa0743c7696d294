import { BadInputError, NotFoundError, ValidationError } from '#kernel/errors.ts'
import { decodeTypeId, encodeTypeId, isTypeId } from '#kernel/type-id.ts'

/** The type prefix of each kind of public id. */
export const idPrefixes = {
  organization: 'org',
  station: 'station',
  user: 'user',
  session: 'session',
  member: 'member',
  role: 'role',
  invitation: 'invitation',
  customer: 'customer',
  'customer note': 'note',
  'service item': 'item',
  'pricing tier': 'tier',
  'seasonal offer': 'offer',
  'upsell rule': 'upsell',
  'price settings': 'settings',
  resource: 'resource',
  booking: 'booking',
  'booking item': 'line',
  'status change': 'change',
  'availability override': 'override',
  'time off': 'timeoff',
  'booking policy': 'policy',
  'calendar feed': 'feed',
  escalation: 'escalation',
  'escalation event': 'step',
  event: 'event',
  'API key': 'key',
  'audit entry': 'audit',
  'PII access': 'access',
} as const

export type IdKind = keyof typeof idPrefixes

const kindsByPrefix: ReadonlyMap<string, IdKind> = new Map(
  Object.entries(idPrefixes).map(([kind, prefix]) => [prefix, kind as IdKind]),
)

export function publicId(kind: IdKind, uuid: string): string {
  return encodeTypeId(idPrefixes[kind], uuid)
}

/** The UUID of an id argument; null for an id of another kind, which is answered like one that does not exist. */
export function findId(kind: IdKind, text: string): string | null {
  const uuid = decodeTypeId(idPrefixes[kind], text)
  if (uuid === null && !isTypeId(text)) throw new BadInputError(malformed(kind))
  return uuid
}

/** What an id is the id of, and its UUID; null for a kind that there is not. Refuses what is no id. */
export function readId(text: string): { kind: IdKind; uuid: string } | null {
  if (!isTypeId(text)) throw new BadInputError(malformed('booking'))
  const kind = kindsByPrefix.get(text.slice(0, text.lastIndexOf('_')))
  const uuid = kind && decodeTypeId(idPrefixes[kind], text)
  return uuid ? { kind, uuid } : null
}

/** The UUIDs of a list of ids in a filter; ids of another kind match nothing. */
export function findIds(kind: IdKind, texts: readonly string[]): string[] {
  return texts.map((text) => findId(kind, text)).filter((uuid) => uuid !== null)
}

/** The UUID of an id in a mutation's input, or the refusal that the mutation answers. */
export function requireId(kind: IdKind, text: string, ...path: string[]): string {
  const uuid = decodeTypeId(idPrefixes[kind], text)
  if (uuid !== null) return uuid
  if (isTypeId(text)) throw new NotFoundError(kind, path)
  throw new ValidationError([{ path, message: malformed(kind) }])
}

function malformed(kind: IdKind): string {
  return `The id of ${/^[aeiou]/i.test(kind) ? 'an' : 'a'} ${kind} looks like ${publicId(kind, '01980000-0000-7000-8000-000000000000')}.`
}
