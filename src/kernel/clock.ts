/** What time it is. Passed to whatever needs the time, so that time can be chosen. */
export interface Clock {
  now(): Date
}
