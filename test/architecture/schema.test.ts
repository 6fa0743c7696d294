import { readFile } from 'node:fs/promises'
import { type GraphQLType, getNullableType, isListType, isObjectType } from 'graphql'
import { describe, expect, it } from 'vitest'
import { printAudienceSchema } from '#graphql/schema.ts'
import { audiences } from '#kernel/audience.ts'
import { boundedLists } from './bounded-lists.ts'
import { elements, schema } from './schema-elements.ts'

const RELATIVE_TO_PAGE = /^\w+Connection\.(edges|nodes)$/
/** Every list of input has at most 100 entries, and a filter at most 20 comparisons. */
const OF_FILTER = /^\w+Filter\.(in|notIn|AND|OR)$/

describe('the schema', () => {
  it.each(audiences)('of %s is the one that is committed: if not, run npm run schema', async (audience) => {
    expect(await readFile(`schema/${audience}.graphql`, 'utf8')).toBe(printAudienceSchema(audience))
  })

  it('describes every type, field, argument, input field and enum value', () => {
    const undescribed = elements.filter(({ description }) => !description?.trim())
    expect(undescribed.map(({ coordinate }) => coordinate)).toEqual([])
  })

  it('describes them in sentences', () => {
    const unfinished = elements.filter(({ description }) => description && !/[.:?]$/.test(description.trim()))
    expect(unfinished.map(({ coordinate }) => coordinate)).toEqual([])
  })

  it('has no list without a bound', () => {
    const lists = elements
      .filter(({ element }) => 'type' in element && isListType(getNullableType(element.type as GraphQLType)))
      .map(({ coordinate }) => coordinate)
      .filter((coordinate) => !RELATIVE_TO_PAGE.test(coordinate) && !OF_FILTER.test(coordinate))
      .filter((coordinate) => !isInherited(coordinate))
    expect(lists.sort()).toEqual(Object.keys(boundedLists).sort())
  })
})

/** Whether an interface of the type declares the field already. */
function isInherited(coordinate: string): boolean {
  const [typeName = '', fieldName = ''] = coordinate.split('.')
  const type = schema.getType(typeName)
  return isObjectType(type) && type.getInterfaces().some((declared) => fieldName in declared.getFields())
}
