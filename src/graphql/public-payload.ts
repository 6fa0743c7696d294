import { isUuid } from '#kernel/type-id.ts'
import { type IdKind, publicId } from './ids.ts'

/** Which kind of thing an id in the payload of an event is of, by the name of its field; lists have an s behind. */
const kinds: Readonly<Record<string, IdKind>> = {
  organizationId: 'organization',
  userId: 'user',
  assignedToId: 'user',
  customerId: 'customer',
  noteId: 'customer note',
  bookingId: 'booking',
  resourceId: 'resource',
}

/** The payload of an event as the API shows it: with public ids. Every id in it has to be one of those above. */
export function publicPayload(payload: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, publicValue(name, value)]))
}

function publicValue(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => publicValue(name.replace(/s$/, ''), entry))
  if (typeof value === 'object' && value !== null) return publicPayload(value)
  if (typeof value !== 'string' || !isUuid(value)) return value
  const kind = kinds[name]
  if (kind === undefined) throw new TypeError(`the API does not know what kind of id ${name} is`)
  return publicId(kind, value)
}
