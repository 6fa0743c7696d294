import { describe, expect, it } from 'vitest'
import '#domains/domains.ts'
import { buildSchema } from '#graphql/schema.ts'
import { publicBookingCoordinates } from './public-booking-coordinates.ts'
import { publicCoordinates } from './public-coordinates.ts'
import { elementsOf } from './schema-elements.ts'

describe('the public API', () => {
  it('is what was made public on purpose: each coordinate has its line in public-coordinates.ts, or in public-booking-coordinates.ts', () => {
    const coordinates = elementsOf(buildSchema('public')).map(({ coordinate }) => coordinate)
    expect(coordinates.sort()).toEqual([...publicCoordinates, ...publicBookingCoordinates].sort())
  })
})
