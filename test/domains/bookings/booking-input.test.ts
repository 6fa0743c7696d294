import { describe, expect, it } from 'vitest'
import { cancellation, newBooking, newHold, newWindow } from '#domains/bookings/model/booking-input.ts'
import type { ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'

const ID = '01990000-0000-7000-8000-000000000001'
const OTHER_ID = '01990000-0000-7000-8000-000000000002'
const least = {
  customerId: ID,
  kind: 'CATERING',
  startsAt: new Date('2030-05-04T12:00:00.000Z'),
  endsAt: new Date('2030-05-04T14:00:00.000Z'),
  adults: 1,
}

function issuesOf(schema: Parameters<typeof parseInput>[0], value: unknown) {
  try {
    parseInput(schema, value)
    return []
  } catch (error) {
    return (error as ValidationError).issues.map(({ path, message }) => `${path.join('.')} ${message}`)
  }
}

describe('the input of a booking', () => {
  it('needs no more than a customer, a kind, a window and an adult', () => {
    expect(parseInput(newBooking, least)).toEqual({
      ...least,
      children: 0,
      items: [],
      resourceIds: [],
      source: 'STAFF',
      discountCode: null,
      venuePoint: null,
    })
  })

  it('loses the blanks around its texts', () => {
    const texts = { venueAddress: ' 12 Elm St ', specialRequests: '\tno nuts\n', internalNotes: ' regular ' }
    expect(parseInput(newBooking, { ...least, ...texts })).toMatchObject({
      venueAddress: '12 Elm St',
      specialRequests: 'no nuts',
      internalNotes: 'regular',
    })
  })

  it.each<[string, object, string]>([
    ['no adults', { adults: 0 }, 'adults must be at least 1'],
    ['too many adults', { adults: 10_001 }, 'adults must be at most 10000'],
    ['half an adult', { adults: 1.5 }, 'adults must be a whole number'],
    ['fewer than no children', { children: -1 }, 'children must be at least 0'],
    ['too many children', { children: 10_001 }, 'children must be at most 10000'],
    ['an end at its start', { endsAt: least.startsAt }, 'endsAt must be after startsAt'],
    ['an end before its start', { endsAt: new Date(0) }, 'endsAt must be after startsAt'],
    [
      'more than seven days',
      { endsAt: new Date(least.startsAt.getTime() + 7 * 86_400_000 + 1) },
      'endsAt must be within 7 days of startsAt',
    ],
    ['no amount of something', { items: [{ serviceItemId: ID, quantity: 0 }] }, 'items.0.quantity must be at least 1'],
    [
      'too much of something',
      { items: [{ serviceItemId: ID, quantity: 10_001 }] },
      'items.0.quantity must be at most 10000',
    ],
    ['too many lines', { items: Array(51).fill({ serviceItemId: ID }) }, 'items must be at most 50'],
    ['a resource twice', { resourceIds: [ID, OTHER_ID, ID] }, 'resourceIds must not name a resource twice'],
    [
      'too many resources',
      { resourceIds: Array.from({ length: 21 }, (_, at) => `01990000-0000-7000-8000-0000000000${at + 10}`) },
      'resourceIds must be at most 20',
    ],
    ['an empty venue', { venueAddress: '  ' }, 'venueAddress must not be empty'],
    ['too long a venue', { venueAddress: 'x'.repeat(501) }, 'venueAddress must have at most 500 characters'],
    ['too long requests', { specialRequests: 'x'.repeat(2_001) }, 'specialRequests must have at most 2000 characters'],
    ['too long notes', { internalNotes: 'x'.repeat(4_001) }, 'internalNotes must have at most 4000 characters'],
  ])('is refused with %s', (_what, fields, issue) => {
    expect(issuesOf(newBooking, { ...least, ...fields })).toEqual([issue])
  })

  it('lists everything that is wrong at once', () => {
    expect(issuesOf(newBooking, { ...least, adults: 0, venueAddress: '' })).toEqual([
      'adults must be at least 1',
      'venueAddress must not be empty',
    ])
  })

  it('may last seven days to the millisecond', () => {
    const endsAt = new Date(least.startsAt.getTime() + 7 * 86_400_000)
    expect(issuesOf(newBooking, { ...least, endsAt })).toEqual([])
    expect(issuesOf(newWindow, { startsAt: least.startsAt, endsAt })).toEqual([])
  })

  it('leaves the length of a hold to the policy unless told otherwise, and lets it last an hour at most', () => {
    expect(parseInput(newHold, least).holdMinutes).toBeUndefined()
    expect(parseInput(newHold, { ...least, holdMinutes: 60 })).toMatchObject({ holdMinutes: 60 })
    expect(issuesOf(newHold, { ...least, holdMinutes: 0 })).toEqual(['holdMinutes must be at least 1'])
    expect(issuesOf(newHold, { ...least, holdMinutes: 61 })).toEqual(['holdMinutes must be at most 60'])
  })

  it('says who called a booking off, and maybe why', () => {
    expect(parseInput(cancellation, { by: 'CUSTOMER', reason: ' rain ' })).toEqual({ by: 'CUSTOMER', reason: 'rain' })
    expect(issuesOf(cancellation, { by: 'STAFF', reason: 'x'.repeat(501) })).toEqual([
      'reason must have at most 500 characters',
    ])
    expect(issuesOf(cancellation, { by: 'SYSTEM' })).toHaveLength(1)
  })
})
