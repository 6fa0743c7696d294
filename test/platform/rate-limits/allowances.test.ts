import { describe, expect, it } from 'vitest'
import { allowancesText, defaultAllowances } from '#platform/rate-limits/allowances.ts'

const faults = (text: string) =>
  allowancesText.safeParse(text).error?.issues.map(({ path, message }) => [path.join('.'), message])

describe('the allowances', () => {
  it('let every operation that may be sent be sent', () => {
    for (const { operation, limit } of Object.values(defaultAllowances)) expect(operation).toBeLessThanOrEqual(limit)
  })

  it('are changed where other numbers are given, and nowhere else', () => {
    expect(allowancesText.parse('{"STAFF":{"limit":50000},"TRIAL":{"operation":1,"concurrency":3}}')).toEqual({
      ...defaultAllowances,
      STAFF: { ...defaultAllowances.STAFF, limit: 50_000 },
      TRIAL: { ...defaultAllowances.TRIAL, operation: 1, concurrency: 3 },
    })
    expect(allowancesText.parse('{}')).toEqual(defaultAllowances)
  })

  it.each<[text: string, path: string, message: RegExp]>([
    ['{', '', /^must be JSON$/],
    ['[]', '', /expected record/],
    ['{"GUEST":{"limit":1}}', '', /Unrecognized key|Invalid key/],
    ['{"STAFF":{"burst":1}}', 'STAFF', /Unrecognized key: "burst"/],
    ['{"STAFF":{"restorePerSecond":0}}', 'STAFF.restorePerSecond', /expected number to be >=1/],
    ['{"STAFF":{"limit":1.5}}', 'STAFF.limit', /expected int/],
    ['{"STAFF":{"limit":999}}', '', /^STAFF: an operation of 1000 points would never fit into 999$/],
  ])('refuse %s', (text, path, message) => {
    expect(faults(text)).toEqual([[path, expect.stringMatching(message)]])
  })
})
