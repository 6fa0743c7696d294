import type { DomainEventOf } from '#platform/events/domain-event.ts'
import type { BookingStatus } from './model/life-cycle.ts'

/** What every event of a booking tells: whose it is, the step, and its window after the step (RFC 3339). */
export interface BookingStepPayload {
  customerId: string
  /** Null for a new booking. */
  from: BookingStatus | null
  to: BookingStatus
  startsAt: string
  endsAt: string
}

export type BookingCreated = DomainEventOf<'booking.created', BookingStepPayload & { resourceIds: readonly string[] }>
export type BookingHeld = DomainEventOf<
  'booking.held',
  BookingStepPayload & { resourceIds: readonly string[]; holdExpiresAt: string }
>
export type BookingPlaced = DomainEventOf<'booking.placed', BookingStepPayload>
export type BookingConfirmed = DomainEventOf<'booking.confirmed', BookingStepPayload>
export type BookingDeclined = DomainEventOf<'booking.declined', BookingStepPayload>
export type BookingRescheduled = DomainEventOf<
  'booking.rescheduled',
  BookingStepPayload & { previousStartsAt: string; previousEndsAt: string }
>
export type BookingCancelled = DomainEventOf<
  'booking.cancelled',
  BookingStepPayload & { cancelledBy: 'CUSTOMER' | 'PARTNER' | 'STAFF'; feeCents: number }
>
export type BookingChefAssigned = DomainEventOf<'booking.chef_assigned', BookingStepPayload & { resourceId: string }>
export type BookingChefUnassigned = DomainEventOf<
  'booking.chef_unassigned',
  BookingStepPayload & { resourceId: string }
>
/** Which fields were changed; their values stay in the booking. */
export type BookingUpdated = DomainEventOf<'booking.updated', BookingStepPayload & { changed: readonly string[] }>
export type BookingTravelStarted = DomainEventOf<'booking.travel_started', BookingStepPayload>
export type BookingCheckedIn = DomainEventOf<'booking.checked_in', BookingStepPayload>
export type BookingCompleted = DomainEventOf<'booking.completed', BookingStepPayload>
export type BookingNoShow = DomainEventOf<'booking.no_show', BookingStepPayload & { noShowBy: 'CUSTOMER' | 'PROVIDER' }>
export type BookingExpired = DomainEventOf<'booking.expired', BookingStepPayload>

/** Steps that change nothing but the status. */
export type BookingStatusEvent =
  | BookingPlaced
  | BookingConfirmed
  | BookingDeclined
  | BookingTravelStarted
  | BookingCheckedIn
  | BookingCompleted
  | BookingExpired

export type BookingEvent =
  | BookingStatusEvent
  | BookingCreated
  | BookingHeld
  | BookingRescheduled
  | BookingCancelled
  | BookingNoShow
  | BookingChefAssigned
  | BookingChefUnassigned
  | BookingUpdated

/** A resource, its hours and the days that are different: what changed is read where it is. */
export type ResourceEvent =
  | DomainEventOf<'resource.created', { kind: string }>
  | DomainEventOf<'resource.updated', { changed: readonly string[] }>
  | DomainEventOf<'resource.deactivated', object>
  | DomainEventOf<'resource.hours_set', { rules: number }>

/** `resourceId` is null where it is about the whole station. */
export type AvailabilityOverrideEvent =
  | DomainEventOf<'availability_override.set', { resourceId: string | null; date: string }>
  | DomainEventOf<'availability_override.removed', object>

export type TimeOffEvent =
  | DomainEventOf<'time_off.requested', TimeOffPayload>
  | DomainEventOf<'time_off.approved', TimeOffPayload>
  | DomainEventOf<'time_off.declined', TimeOffPayload>
  | DomainEventOf<'time_off.cancelled', TimeOffPayload>

/** RFC 3339. */
export interface TimeOffPayload {
  resourceId: string
  startsAt: string
  endsAt: string
}

/** Each version is a row and an aggregate of its own. */
export type BookingPolicyEvent = DomainEventOf<'booking_policy.set', { version: number }>

export type AvailabilityEvent = ResourceEvent | AvailabilityOverrideEvent | TimeOffEvent | BookingPolicyEvent

/** With which version of the price book a change began to hold. */
interface PriceChange {
  priceBookVersion: number
}

/** Which fields were changed; their values stay where they are. */
type ChangeOfFields = PriceChange & { changed: readonly string[] }

/** What can happen to a rule of a station's prices, and to an item of the menu. */
type RuleEventOf<Aggregate extends string> =
  | DomainEventOf<`${Aggregate}.created`, PriceChange>
  | DomainEventOf<`${Aggregate}.updated`, ChangeOfFields>
  | DomainEventOf<`${Aggregate}.retired`, PriceChange>

export type PriceRuleEvent = RuleEventOf<'pricing_tier'> | RuleEventOf<'seasonal_offer'> | RuleEventOf<'upsell_rule'>

/** Told at each station of the business: all of them sell from the menu. */
export type ServiceItemEvent = RuleEventOf<'service_item'>

/** Each version is a row and an aggregate of its own. */
export type PriceSettingsEvent = DomainEventOf<'price_settings.set', PriceChange & { version: number }>
