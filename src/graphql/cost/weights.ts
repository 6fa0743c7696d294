/**
 * What things cost, in points, where the default (each object 1, scalars and enums 0) does not say enough; fields say so
 * with the option `cost`. A point is about what it takes to load and answer one more object.
 */
export const weights = {
  /** A transaction with its event. */
  mutation: 10,
  /** A page of a list over all stations of the viewer is a statement of its own; one inside an object shares its own. */
  rootConnection: 5,
  /** Reads the index of the whole list. */
  totalCount: 5,
  /** A sealed value, which is opened for whoever selects it. */
  sealed: 1,
  /** Looks blind values up, at every station. */
  search: 10,
  /** The time of all that a station books out, over a month. */
  availability: 50,
  /** Entries of many kinds, each read by a statement of its own. */
  calendar: 5,
  /** All bookings of up to a year, counted in one statement. */
  statistics: 50,
  /** A text that is signed: of those there may be thousands in an answer. A binary fraction. */
  signature: 0.015625,
  /** An entry of a short list that is read along with its owner. A binary fraction, so that sums are exact. */
  part: 0.125,
} as const

/** Fields that every schema has and none prints. */
export const introspectionWeights: Readonly<Record<string, number>> = { __schema: 50, __type: 5 }
