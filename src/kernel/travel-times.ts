import { type GeoPoint, metresBetween } from './great-circle.ts'

/**
 * How long people are on the way. Asked for every pair of jobs of every window that is judged, and while resources are
 * locked: it answers at once, from memory, and the same for the same question as long as an operation runs.
 */
export interface TravelTimes {
  /**
   * Whole minutes from one place to the other, 0 or more; back may take another time. Places are exact to about a
   * kilometre. The speed is that of the station's policy, for whoever knows nothing better.
   */
  minutesBetween(from: GeoPoint, to: GeoPoint, speedKmh: number): number
}

/** As the crow flies, at the speed of the policy, rounded up. */
export const greatCircleTimes: TravelTimes = {
  minutesBetween: (from, to, speedKmh) => Math.ceil((metresBetween(from, to) / 1_000 / speedKmh) * 60),
}
