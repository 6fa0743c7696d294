import { publicId } from '#graphql/ids.ts'
import type { BookingScene } from '../../../support/bookings.ts'
import type { StaffMember } from '../../../support/business.ts'

export type Result = { __typename: string } & Record<string, unknown>

const REFUSALS = `... on UserError { code path ... on ValidationError { issues { path message } }
  ... on VersionConflictError { currentVersion } }`

/** What a test of the management of a station does, and looks at. */
export function manage(scene: BookingScene) {
  async function send(name: string, payload: string, input: object, staff: StaffMember = scene.manager, more = '') {
    const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
    const { result } = await scene.gateway.query<{ result: Result }>(
      `mutation ($input: ${type}Input!) { result: ${name}(input: $input) { __typename ... on ${type}Payload { ${payload} } ${REFUSALS} ${more} } }`,
      { input },
      staff.token,
    )
    return result
  }

  /** All that is stored of availability: a refused step leaves it as it was. */
  async function stored() {
    const [row] = await scene.gateway.sql(
      `select (select jsonb_agg(r order by id) from bookings.resources r) as resources,
      (select jsonb_agg(r order by id) from bookings.availability_rules r) as rules,
      (select jsonb_agg(r order by id) from bookings.availability_overrides r) as overrides,
      (select jsonb_agg(r order by id) from bookings.time_off r) as time_off,
      (select jsonb_agg(r order by id) from bookings.booking_policies r) as policies,
      (select jsonb_agg(r order by id) from bookings.allocations r) as allocations,
      (select count(*)::int from events.domain_events) as events`,
    )
    return row
  }

  const station = () => publicId('station', scene.stationId)

  return { send, stored, station }
}
