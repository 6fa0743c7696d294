import type { RatePlan } from '#kernel/rate-plan.ts'

export interface ApiKeyRow {
  id: string
  organizationId: string
  name: string
  keyId: string
  scopes: string[]
  allStations: boolean
  /** Empty where it is good at all stations. */
  stationIds: string[]
  plan: RatePlan
  expiresAt: Date | null
  lastUsedAt: Date | null
  rotatedFromId: string | null
  /** Whether another key has been rotated from this one. */
  isReplaced: boolean
  revokedAt: Date | null
  createdById: string | null
  version: number
  createdAt: Date
}

/** What it takes to tell whether a key is good, and for what. */
export interface PresentedKeyRow {
  id: string
  /** The first of the keys that have replaced each other up to this one; itself when it has replaced none. */
  firstId: string
  organizationId: string
  keyHash: Buffer
  scopes: string[]
  /** All that it reaches. */
  stationIds: string[]
  plan: RatePlan
  expiresAt: Date | null
  revokedAt: Date | null
}
