import { sql } from 'kysely'
import { readById, readByParent } from '#platform/database/loaders.ts'
import { db, parameter, prepare } from '#platform/database/statements.ts'
import type { InvitationRow, MembershipRow } from './identity-rows.ts'

const ids = sql<string>`any(${parameter<string[]>(1, 'uuid[]')})`

/** Where somebody works, of what the viewer sees; the primary station first. */
export const membershipsOfUser = readByParent<MembershipRow>(
  prepare(
    db
      .selectFrom('identity.station_members as member')
      .select([
        'member.user_id as userId',
        'member.station_id as stationId',
        'member.title',
        'member.is_primary as isPrimary',
        'member.created_at as createdAt',
      ])
      .where('member.user_id', '=', ids)
      .where('member.left_at', 'is', null)
      .orderBy('member.is_primary', 'desc')
      .orderBy('member.created_at')
      .orderBy('member.station_id'),
  ),
  ({ userId }) => userId,
)

const invitations = db
  .selectFrom('identity.invitations as invitation')
  .select([
    'invitation.id',
    'invitation.user_id as userId',
    'invitation.invited_by_id as invitedById',
    'invitation.expires_at as expiresAt',
    'invitation.sent_at as sentAt',
    'invitation.accepted_at as acceptedAt',
    'invitation.revoked_at as revokedAt',
    'invitation.created_at as createdAt',
  ])

export const invitationById = readById<InvitationRow>(prepare(invitations.where('invitation.id', '=', ids)))

/** One for each user at most. */
export const newestInvitationOfUser = readByParent<InvitationRow>(
  prepare(
    invitations
      .distinctOn('invitation.user_id')
      .where('invitation.user_id', '=', ids)
      .orderBy('invitation.user_id')
      .orderBy('invitation.created_at', 'desc')
      .orderBy('invitation.id', 'desc'),
  ),
  ({ userId }) => userId,
)
