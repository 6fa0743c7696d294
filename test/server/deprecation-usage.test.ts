import { expect, it } from 'vitest'
import { anonymous } from '#kernel/viewer.ts'
import { createLog } from '#platform/log.ts'
import { DeprecationUsage } from '#server/deprecation-usage.ts'
import { ChosenClock } from '../support/chosen-clock.ts'

it('clients that make up names by the thousand are counted together', () => {
  const usage = new DeprecationUsage(new ChosenClock(), createLog('silent'))
  const used = [{ coordinate: 'Guest.name', reason: 'Use fullName. Sunset 2027-03-01', sunset: '2027-03-01' }]
  const record = (name: string) =>
    usage.record(used, { client: { ip: null, userAgent: null, name }, viewer: anonymous })
  for (let at = 0; at < 2_000; at += 1) record(`client ${at}`)
  record('client 7')
  const uses = usage.list()
  expect(uses).toHaveLength(501)
  expect(uses.find(({ client }) => client === 'client 7')?.count).toBe(2)
  expect(uses.at(-1)).toEqual({
    client: '(others)',
    coordinate: 'Guest.name',
    sunset: '2027-03-01',
    count: 1_500,
    lastUsedAt: expect.any(Date),
  })
})
