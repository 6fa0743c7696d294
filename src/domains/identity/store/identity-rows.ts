import type { Presence, SubscriptionTier, UserStatus } from '#platform/database/generated/tables/identity.ts'

export interface StationRow {
  id: string
  organizationId: string
  name: string
  code: string
  timezone: string
  currency: string
  address: string | null
  latitude: number | null
  longitude: number | null
  version: number
  createdAt: Date
}

export interface OrganizationRow {
  id: string
  name: string
  slug: string
  subscriptionTier: SubscriptionTier
  createdAt: Date
}

export interface UserRow {
  id: string
  organizationId: string | null
  email: string
  fullName: string
  displayName: string | null
  avatarUrl: string | null
  status: UserStatus
  presence: Presence
  lastLoginAt: Date | null
  version: number
  createdAt: Date
}

/** A role in one place; null stands for every station, or every organization. */
export interface HeldRoleRow {
  id: string
  userId: string
  code: string
  name: string
  organizationId: string | null
  stationId: string | null
}
