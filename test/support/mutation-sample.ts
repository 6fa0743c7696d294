import type { BookingScene } from './bookings.ts'

/** A mutation that can be done right now, and what it tells of. */
export interface MutationSample {
  query: string
  variables?: object
  /** The types of the events, in their order. */
  events: string[]
  /** Whose it is, when it is not the manager's. */
  token?: string
}

/** The samples of a domain by the names of its mutations; each sets its own scene. */
export type MutationSamples = Readonly<Record<string, (scene: BookingScene) => Promise<MutationSample>>>

export function sampleOf(name: string, payload: string, input: object, events: string[]): MutationSample {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Payload { ${payload} } } }`
  return { query, variables: { input }, events }
}
