import { builder } from '#graphql/builder.ts'
import { enumFilter } from '#graphql/filters.ts'

export const BookingKind = builder.enumType('BookingKind', {
  description: 'What is booked.',
  values: {
    CATERING: { description: 'An event at the place of the customer.' },
    APPOINTMENT: { description: 'Time with somebody at the station.' },
  } as const,
})

export const BookingStatus = builder.enumType('BookingStatus', {
  description: 'Where a booking stands. HELD, PENDING, CONFIRMED, EN_ROUTE and SEATED keep their resources busy.',
  values: {
    HELD: { description: 'Kept for a customer who is still deciding, until holdExpiresAt.' },
    PENDING: { description: 'Placed; awaits confirmation.' },
    CONFIRMED: { description: 'Promised to the customer.' },
    EN_ROUTE: { description: 'Somebody is on the way.' },
    SEATED: { description: 'The service is running.' },
    COMPLETED: { description: 'The service is over.' },
    EXPIRED: { description: 'The hold ran out.' },
    DECLINED: { description: 'The station turned it down.' },
    CANCELLED: { description: 'Called off; cancelledBy says by whom.' },
    NO_SHOW: { description: 'Somebody was not there; noShowBy says who.' },
  } as const,
})

export const BookingSource = builder.enumType('BookingSource', {
  description: 'How a booking came in.',
  values: {
    STAFF: { description: 'Made by the staff of its own accord.' },
    WEB: { description: "On the station's web site." },
    PHONE: { description: 'By telephone.' },
    PARTNER: { description: 'Through a partner.' },
    WALK_IN: { description: 'By somebody who walked in.' },
  } as const,
})

export const CancelledBy = builder.enumType('CancelledBy', {
  description: 'Who called a booking off.',
  values: {
    CUSTOMER: { description: 'The customer.' },
    PARTNER: { description: 'The partner that had made it.' },
    STAFF: { description: 'The station.' },
    SYSTEM: { description: 'The gateway itself.' },
  } as const,
})

export const NoShowBy = builder.enumType('NoShowBy', {
  description: 'Who was not there.',
  values: {
    CUSTOMER: { description: 'The customer.' },
    PROVIDER: { description: 'Whoever was to serve the customer.' },
  } as const,
})

export const PriceUnit = builder.enumType('PriceUnit', {
  description: 'What a price is for.',
  values: {
    GUEST: { description: 'One guest, adult or child.' },
    BOOKING: { description: 'The whole booking.' },
    HOUR: { description: 'One hour, or the beginning of one.' },
  } as const,
})

export const BookingStatusFilter = enumFilter('BookingStatus', BookingStatus)
export const BookingKindFilter = enumFilter('BookingKind', BookingKind)
export const BookingSourceFilter = enumFilter('BookingSource', BookingSource)

export const CancellingParty = builder.enumType('CancellingParty', {
  description: 'Who wants a booking called off.',
  values: {
    CUSTOMER: { description: 'The customer.' },
    STAFF: { description: 'The station.' },
  } as const,
})
