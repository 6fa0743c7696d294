import { type BookingScene, hoursLater, publicStation } from '../../../support/bookings.ts'

/** Everything that a page draws. */
export const PAGE = `query ($from: DateTime!, $until: DateTime!, $limit: Int!, $stationIds: [ID!], $resourceIds: [ID!], $resourceKinds: [ResourceKind!], $statuses: [BookingStatus!]) {
  calendar(from: $from, until: $until, limit: $limit, stationIds: $stationIds, resourceIds: $resourceIds, resourceKinds: $resourceKinds) {
    from until
    stations { code timezone }
    resources { resource { name } open { startsAt endsAt } }
    bookings(statuses: $statuses) {
      stationId resourceIds
      booking { id reference status startsAt endsAt adults children customer { name } }
    }
    travel { resourceId startsAt endsAt booking { id } }
    blocks { resourceId startsAt endsAt }
    timeOff { resourceId startsAt endsAt status timeOff { kind reason } }
  }
}`

interface Stretch {
  resourceId: string
  startsAt: string
  endsAt: string
}

export interface Page {
  from: string
  until: string
  stations: { code: string; timezone: string }[]
  resources: { resource: { name: string }; open: { startsAt: string; endsAt: string }[] }[]
  bookings: { resourceIds: string[]; booking: { id: string; status: string } & Record<string, unknown> }[]
  travel: (Stretch & { booking: { id: string } | null })[]
  blocks: Stretch[]
  timeOff: (Stretch & { status: string; timeOff: { kind: string; reason: string | null } | null })[]
}

type Place = Pick<BookingScene, 'gateway' | 'stationId'>

/** Time of a resource that is no booking's: the way to one, or a block. */
export async function addStretch(
  { gateway, stationId }: Place,
  {
    resourceId,
    startsAt,
    endsAt,
    bookingId = null,
  }: Omit<Stretch, 'startsAt' | 'endsAt'> & {
    startsAt: Date
    endsAt: Date
    bookingId?: string | null
  },
): Promise<void> {
  await gateway.sql(
    `insert into bookings.allocations (id, station_id, resource_id, booking_id, during, kind, status, updated_at)
     values (gen_random_uuid(), $1, $2, $3, tstzrange($4, $5),
       (case when $3::uuid is null then 'BLOCK' else 'TRAVEL' end)::bookings.allocation_kind, 'ACTIVE', now())`,
    [stationId, resourceId, bookingId, startsAt, endsAt],
  )
}

/** The day of which a calendar is asked unless it is told another one. */
export const DAY = { from: hoursLater(-10), until: hoursLater(14) }

/** The calendar of the first station, as its manager sees it unless told otherwise. */
export function calendarOf(scene: BookingScene) {
  return async (variables: object = {}, token = scene.manager.token): Promise<Page> => {
    const stationIds = [publicStation(scene.stationId)]
    const asked = { ...DAY, limit: 50, stationIds, ...variables }
    return (await scene.gateway.query<{ calendar: Page }>(PAGE, asked, token)).calendar
  }
}

let weeks = 0

/** A day that no other test of the file uses, with its hours. */
export function freshDay() {
  weeks += 1
  const start = weeks * 7 * 24
  return { from: hoursLater(start), until: hoursLater(start + 24), at: (hours: number) => hoursLater(start + hours) }
}

export const window = (startsAt: Date, endsAt: Date) => ({ startsAt, endsAt })

/** The same as the API shows it. */
export const shown = (startsAt: Date, endsAt: Date) => ({
  startsAt: startsAt.toISOString(),
  endsAt: endsAt.toISOString(),
})
