/** A station and the zone whose clock it goes by. */
export interface ZonedStation {
  id: string
  /** IANA. */
  timezone: string
}
