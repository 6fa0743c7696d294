import type { Viewer } from '#kernel/viewer.ts'
import type { PolicyActor } from '../../model/availability/booking-policy.ts'

/** Whose wish it is: what a partner wants is always its own; what the staff does is theirs unless they say otherwise. */
export function policyActorOf(viewer: Viewer, by: 'CUSTOMER' | 'STAFF' | null | undefined): PolicyActor {
  return viewer.kind === 'partner' ? 'PARTNER' : (by ?? 'STAFF')
}
