import type {
  Presence,
  SubscriptionStatus,
  SubscriptionTier,
  UserStatus,
} from '#platform/database/generated/tables/identity.ts'
import type { SessionAudience } from '../model/session-policy.ts'

/** A sign-in on one device. */
export interface SessionRow {
  id: string
  userId: string
  audience: SessionAudience
  userAgent: string | null
  ip: string | null
  startedAt: Date
  lastUsedAt: Date
  expiresAt: Date
}

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
  serviceRadiusKm: number | null
  version: number
  createdAt: Date
}

export interface OrganizationRow {
  id: string
  name: string
  slug: string
  subscriptionTier: SubscriptionTier
  subscriptionStatus: SubscriptionStatus
  trialEndsAt: Date | null
  version: number
  createdAt: Date
}

export interface UserRow {
  id: string
  organizationId: string | null
  email: string
  fullName: string
  displayName: string | null
  avatarUrl: string | null
  phone: string | null
  status: UserStatus
  presence: Presence
  lastSeenAt: Date | null
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
  roleId: string
  organizationId: string | null
  stationId: string | null
  assignedById: string | null
  assignedAt: Date
}

export interface RoleRow {
  id: string
  code: string
  name: string
  rank: number
  organizationId: string | null
}

export interface MembershipRow {
  userId: string
  stationId: string
  title: string | null
  isPrimary: boolean
  createdAt: Date
}

export interface InvitationRow {
  id: string
  userId: string
  invitedById: string | null
  expiresAt: Date
  sentAt: Date | null
  acceptedAt: Date | null
  revokedAt: Date | null
  createdAt: Date
}
