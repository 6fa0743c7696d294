import type { Session } from './database/rows.ts'

/** What other domains have to know of a station in order to act there. */
export interface StationFacts {
  id: string
  organizationId: string
  /** With this the references of its bookings begin. */
  code: string
  /** IANA. */
  timezone: string
  /** ISO 4217. */
  currency: string
}

/** Where use cases of any domain look stations up; the domain that owns them answers. */
export interface StationDirectory {
  /** Null for a station that the session's viewer does not see. */
  find(stationId: string, session: Session): Promise<StationFacts | null>
  /** All that the session's viewer sees. */
  listIds(session: Session): Promise<string[]>
}
