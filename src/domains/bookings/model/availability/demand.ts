/** What sort of thing can be booked out. */
export type ResourceKind = 'CHEF' | 'VEHICLE' | 'KIT' | 'CHAIR'

/** So many of a kind, whichever they are. */
export interface Need {
  kind: ResourceKind
  count: number
}

/** What a job takes: exactly these resources, or any of the kinds that it needs. */
export type Demand =
  | { resourceIds: readonly string[]; needs?: undefined }
  | { needs: readonly Need[]; resourceIds?: undefined }
