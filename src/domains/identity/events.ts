import type { DomainEventOf } from '#platform/events/domain-event.ts'

/** Somebody at a station. What concerns a whole account is told at each station where its owner works. */
export type MemberInvited = DomainEventOf<'member.invited', { userId: string; roles: readonly string[] }>
/** The invitation was accepted. */
export type MemberJoined = DomainEventOf<'member.joined', { userId: string }>
export type MemberInvitationRevoked = DomainEventOf<'member.invitation_revoked', { userId: string }>
export type MemberRoleGranted = DomainEventOf<'member.role_granted', { userId: string; role: string }>
/** `left`: no role reaches the station any more. */
export type MemberRoleRevoked = DomainEventOf<'member.role_revoked', { userId: string; role: string; left: boolean }>
export type MemberSuspended = DomainEventOf<'member.suspended', { userId: string }>
export type MemberReinstated = DomainEventOf<'member.reinstated', { userId: string }>
export type MemberTitleChanged = DomainEventOf<'member.title_changed', { userId: string }>
export type MemberPresenceChanged = DomainEventOf<
  'member.presence_changed',
  { userId: string; presence: MemberPresence }
>
export type MemberPresence = 'ONLINE' | 'AWAY' | 'OFFLINE'

export type MemberEvent =
  | MemberInvited
  | MemberJoined
  | MemberInvitationRevoked
  | MemberRoleGranted
  | MemberRoleRevoked
  | MemberSuspended
  | MemberReinstated
  | MemberTitleChanged
  | MemberPresenceChanged

export type StationCreated = DomainEventOf<'station.created', { organizationId: string }>
/** Names the facts that changed. */
export type StationUpdated = DomainEventOf<'station.updated', { changed: readonly string[] }>
export type StationEvent = StationCreated | StationUpdated
