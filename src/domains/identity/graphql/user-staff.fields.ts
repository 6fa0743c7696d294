import { inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { membershipsOfUser, newestInvitationOfUser } from '../store/person-reads.ts'
import { rolesOfUser } from '../store/role-reads.ts'
import { HeldRole } from './held-role.type.ts'
import { Invitation } from './invitation.type.ts'
import { Membership } from './membership.type.ts'
import { User } from './user.type.ts'

/** What leads from people to their roles and stations, which lead back to people. */
builder.objectFields(User, (t) => ({
  roles: t.field({
    type: [HeldRole],
    listSize: 20,
    cost: weights.part,
    description: 'Their roles, the highest first: those at stations that one sees, and at whole organizations.',
    subGraphs: inApps,
    resolve: async ({ id }, _args, { reads }) => [...(await reads.load(rolesOfUser, id))],
  }),
  memberships: t.field({
    type: [Membership],
    listSize: 20,
    cost: weights.part,
    subGraphs: ['admin'],
    description: 'Where they work, of the stations that one sees; the primary one first.',
    resolve: async ({ id }, _args, { reads }) => [...(await reads.load(membershipsOfUser, id))],
  }),
  invitation: t.field({
    type: Invitation,
    nullable: true,
    subGraphs: ['admin'],
    description: 'Their newest invitation; null for who was never invited.',
    resolve: async ({ id }, _args, { reads }) => (await reads.load(newestInvitationOfUser, id))[0] ?? null,
  }),
}))
