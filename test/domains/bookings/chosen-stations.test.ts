import { describe, expect, it } from 'vitest'
import { chooseStations, MAX_STATIONS } from '#domains/bookings/graphql/chosen-stations.ts'
import { publicId } from '#graphql/ids.ts'
import type { UserViewer } from '#kernel/viewer.ts'
import { newId } from '#platform/new-id.ts'

const PERMISSION = 'bookings:booking:read'

function viewerAt(stationIds: readonly string[]): UserViewer {
  const grants = new Map([[PERMISSION, new Set(stationIds)]] as const)
  return { kind: 'user', userId: newId(), sessionId: newId(), stationIds, organizationIds: [], grants }
}

const ids = Array.from({ length: MAX_STATIONS + 1 }, () => newId())
const named = (count: number) => ids.slice(0, count).map((id) => publicId('station', id))

describe('the stations of a question', () => {
  it('are all at which one holds the permission, when none are named', () => {
    expect(chooseStations(viewerAt(ids.slice(1)), PERMISSION, null)).toEqual(ids.slice(1))
    expect(chooseStations(viewerAt(ids), 'bookings:stats:read', null)).toEqual([])
  })

  it('are the named ones at which one holds it; ids of other things and unknown ones are left out', () => {
    const others = [publicId('station', newId()), publicId('booking', ids[0] ?? '')]
    expect(chooseStations(viewerAt(ids), PERMISSION, [...named(2), ...others])).toEqual(ids.slice(0, 2))
    expect(chooseStations(viewerAt([]), PERMISSION, named(2))).toEqual([])
    expect(chooseStations(viewerAt(ids), PERMISSION, [])).toEqual([])
  })

  it('have to be named by whoever sees more than 100', () => {
    expect(() => chooseStations(viewerAt(ids), PERMISSION, null)).toThrow('Name at most 100 stations in stationIds.')
    expect(chooseStations(viewerAt(ids), PERMISSION, named(100))).toHaveLength(100)
  })
})
