import { type InputIssue, ValidationError } from '#kernel/errors.ts'
import { atDesk, requireAt } from '#kernel/viewer.ts'
import { joining, type Transaction } from '#platform/database/unit-of-work.ts'
import { newId } from '#platform/new-id.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import { type CreateBookingInput, createBooking } from '../domains/bookings/use-cases/create-booking.ts'
import { findCustomerOfPartner } from '../domains/bookings/use-cases/find-customer-of-partner.ts'
import { type HoldSlotInput, holdSlot } from '../domains/bookings/use-cases/hold-slot.ts'
import { completeContact } from '../domains/customers/use-cases/complete-contact.ts'
import { createCustomer } from '../domains/customers/use-cases/create-customer.ts'
import { findByContact } from '../domains/customers/use-cases/find-by-contact.ts'

/** Whom a partner books for. */
export interface PartnersCustomer {
  name: string
  email?: string | null | undefined
  phone?: string | null | undefined
  /** The customer has agreed that the station gets these. */
  hasConsented: boolean
}

type WithCustomer<Input> = Input & { customer?: PartnersCustomer | null | undefined }

/** Books; a partner for somebody whom it has brought before, or for somebody new: then both are made or neither. */
export function bookWithCustomer(context: UseCaseContext, input: WithCustomer<CreateBookingInput>) {
  return createBooking(context, withCustomer(context, input))
}

/** Holds; a partner for somebody whom it has brought before, or for somebody new: then both are made or neither. */
export function holdWithCustomer(context: UseCaseContext, input: WithCustomer<HoldSlotInput>) {
  return holdSlot(context, withCustomer(context, input))
}

/** The input of a booking whose customer, if a partner names one, is found or made within the transaction of the booking. */
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
  // Of a new one; the booking needs an id before it is known who it is.
  const customerId = newId()
  const person = { stationId, customerId, fields: { ...contact, source: 'PARTNER' } }
  const { partnerId } = viewer
  const bringCustomer = (transaction: Transaction) => {
    const inside = { ...context, viewer: atDesk(viewer), unitOfWork: joining(transaction) }
    return findOrAdd(inside, transaction, { ...person, partnerId }).catch(underCustomer)
  }
  return { ...input, fields: { ...fields, customerId }, bringCustomer }
}

interface BroughtPerson {
  partnerId: string
  stationId: string
  /** That a new customer gets. */
  customerId: string
  fields: object
}

/**
 * Whom the partner has booked for before under the same e-mail address or phone number; else somebody new, whoever else
 * may have brought the same person.
 */
async function findOrAdd(
  context: UseCaseContext,
  transaction: Transaction,
  { partnerId, stationId, customerId, fields }: BroughtPerson,
): Promise<string> {
  const namesakes = await findByContact(context, transaction, { stationId, fields })
  const known = await findCustomerOfPartner(transaction, partnerId, namesakes)
  if (known === null) return (await createCustomer(context, { stationId, customerId, fields })).customerId
  await completeContact(context, { customerId: known, fields })
  return known
}

/** Says of the fields of a customer where in the input they stand. */
function underCustomer(error: unknown): never {
  if (!(error instanceof ValidationError)) throw error
  const [first, ...rest] = error.issues.map(
    ({ path, message }): InputIssue => ({ path: ['customer', ...path], message }),
  )
  throw first ? new ValidationError([first, ...rest]) : error
}
