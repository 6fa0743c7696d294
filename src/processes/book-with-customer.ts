import { type InputIssue, ValidationError } from '#kernel/errors.ts'
import { atDesk, requireAt } from '#kernel/viewer.ts'
import { joining, type Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { type CreateBookingInput, createBooking } from '../domains/bookings/use-cases/create-booking.ts'
import { type HoldSlotInput, holdSlot } from '../domains/bookings/use-cases/hold-slot.ts'
import { createCustomer } from '../domains/customers/use-cases/create-customer.ts'

/** Whom a partner books for. */
export interface PartnersCustomer {
  name: string
  email?: string | null | undefined
  phone?: string | null | undefined
  /** The customer has agreed that the station gets these. */
  hasConsented: boolean
}

type WithCustomer<Input> = Input & { customer?: PartnersCustomer | null | undefined }

/** Books; where the customer is a new one, makes both or neither. */
export function bookWithCustomer(context: UseCaseContext, input: WithCustomer<CreateBookingInput>) {
  return createBooking(context, withCustomer(context, input))
}

/** Holds; where the customer is a new one, makes both or neither. */
export function holdWithCustomer(context: UseCaseContext, input: WithCustomer<HoldSlotInput>) {
  return holdSlot(context, withCustomer(context, input))
}

/** The input of a booking whose customer, if it is a new one, is made within the transaction of the booking. */
function withCustomer<Input extends CreateBookingInput>(
  context: UseCaseContext,
  { customer, ...input }: WithCustomer<Input>,
): CreateBookingInput {
  const { viewer } = context
  const { stationId, fields } = input
  if (viewer.kind !== 'partner') return input
  requireAt(viewer, 'bookings:booking:create', stationId, 'station')
  if (!customer) throw new ValidationError([{ path: ['customer'], message: 'must be given' }])
  const { hasConsented, ...contact } = customer
  if (!hasConsented) {
    const message = 'must be true: without it the station may not have these data'
    throw new ValidationError([{ path: ['customer', 'hasConsented'], message }])
  }
  const customerId = newId()
  const addCustomer = (transaction: Transaction) => {
    const inside = { ...context, viewer: atDesk(viewer), unitOfWork: joining(transaction) }
    return createCustomer(inside, { stationId, customerId, fields: { ...contact, source: 'PARTNER' } }).catch(
      underCustomer,
    )
  }
  return { ...input, fields: { ...fields, customerId }, addCustomer }
}

/** Says of the fields of a customer where in the input they stand. */
function underCustomer(error: unknown): never {
  if (!(error instanceof ValidationError)) throw error
  const [first, ...rest] = error.issues.map(
    ({ path, message }): InputIssue => ({ path: ['customer', ...path], message }),
  )
  throw first ? new ValidationError([first, ...rest]) : error
}
