import { describe, expect, it } from 'vitest'
import '#domains/domains.ts'
import { listDeprecations } from '#graphql/deprecations.ts'
import { buildSchema } from '#graphql/schema.ts'
import { audiences } from '#kernel/audience.ts'
import { createAgeingSchema } from '../support/ageing-schema.ts'

const FORM = /^Use [^.]\S*(?: [^.]\S*)*\. Sunset \d{4}-\d{2}-\d{2}$/

/** The coordinates whose reason does not say what to use instead and from which day they may be gone. */
function unclear(schema: Parameters<typeof listDeprecations>[0]): string[] {
  const isDay = (day: string | null) => day !== null && new Date(day).toISOString?.().startsWith(day)
  return listDeprecations(schema)
    .filter(({ reason, sunset }) => !FORM.test(reason) || !isDay(sunset))
    .map(({ coordinate, reason }) => `${coordinate}: ${reason}`)
}

describe('what is deprecated', () => {
  it.each(audiences)('for %s says "Use x. Sunset YYYY-MM-DD"', (audience) => {
    expect(unclear(buildSchema(audience))).toEqual([])
  })

  it('would be found if it did not', () => {
    expect(unclear(createAgeingSchema())).toEqual(['Guest.shoeSize: Nobody asks.'])
  })
})
