import type { DomainEventOf } from '#platform/events/domain-event.ts'

export type CustomerCreated = DomainEventOf<'customer.created', { source: string | null }>
/** Names the fields that changed, never their values. */
export type CustomerUpdated = DomainEventOf<'customer.updated', { changed: readonly string[] }>
export type CustomerNoteAdded = DomainEventOf<'customer.note_added', { noteId: string }>
export type CustomerEvent = CustomerCreated | CustomerUpdated | CustomerNoteAdded
