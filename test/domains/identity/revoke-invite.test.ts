import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { accept, invite, mailTo, tokenIn } from './invitations.ts'
import { act, attempt, readEvents, readTables } from './staff.ts'

let gateway: TestGateway
let business: Business
let owner: StaffMember
let manager: StaffMember
let number = 0
let email: string

beforeAll(async () => {
  gateway = await startTestGateway()
})

beforeEach(async () => {
  number += 1
  email = `joan.${number}@example.com`
  business = await createBusiness(gateway, 2)
  owner = await hireOwner(gateway, business)
  manager = await hire(gateway, business, 'STATION_MANAGER', [business.stationIds[0]])
})

afterAll(() => gateway.stop())

const revoke = (invitationId: string, by: StaffMember) => act(gateway, 'revokeInvite', { invitationId }, by)
const inviteChef = async (by = manager) => (await invite(gateway, business, by, { email })).invitation

const staffOf = async ({ token }: StaffMember) => {
  const { users } = await gateway.query<{ users: { nodes: { email: string }[] } }>(
    '{ users(first: 100) { nodes { email } } }',
    {},
    token,
  )
  return users.nodes.map((node) => node.email)
}

describe('an invitation that is taken back', () => {
  it('leaves nobody behind: no roles, no place to work, no way in', async () => {
    const { id } = await inviteChef()
    const token = tokenIn(await mailTo(gateway, email))
    expect(await staffOf(manager)).toContain(email)
    const { __typename, invitation } = await revoke(id, manager)
    expect(__typename).toBe('RevokeInvitePayload')
    expect(invitation.id).toBe(id)
    expect((await accept(gateway, { token })).code).toBe('INVITATION_NOT_VALID')
    expect(await staffOf(manager)).not.toContain(email)
    const roles = await gateway.sql(
      'select from identity.user_roles join identity.users on users.id = user_id where email = $1',
      [email],
    )
    expect(roles).toEqual([])
    expect((await readEvents(gateway, business.stationIds[0])).map(({ type }) => type)).toEqual([
      'member.invited',
      'member.invitation_revoked',
    ])
  })

  it('does not keep the person from being invited again', async () => {
    const { id } = await inviteChef()
    await revoke(id, manager)
    await mailTo(gateway, email)
    await inviteChef()
    expect(await staffOf(manager)).toContain(email)
    expect((await accept(gateway, { token: tokenIn(await mailTo(gateway, email)) })).__typename).toBe(
      'AcceptInvitePayload',
    )
  })
})

describe('an invitation that is not taken back, with nothing changed:', () => {
  it.each<[string, (id: string) => Promise<unknown>]>([
    ['one that was accepted', async () => accept(gateway, { token: tokenIn(await mailTo(gateway, email)) })],
    ['one that was taken back before', (id) => revoke(id, manager)],
    ['one that was replaced', () => inviteChef()],
  ])('%s', async (_what, spoil) => {
    const { id } = await inviteChef()
    await spoil(id)
    const before = await readTables(gateway)
    const outcome = await revoke(id, owner)
    expect(outcome).toMatchObject({
      __typename: 'InvitationClosedError',
      code: 'INVITATION_CLOSED',
      path: ['invitationId'],
    })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one of somebody whom one does not see', async () => {
    const branch = publicId('station', business.stationIds[1] ?? '')
    const roles = [{ role: 'CHEF', stationId: branch }]
    const { invitation } = await invite(gateway, business, owner, { email, roles })
    const before = await readTables(gateway)
    expect(await revoke(invitation.id, manager)).toMatchObject({
      __typename: 'NotFoundError',
      message: 'There is no such invitation.',
      path: ['invitationId'],
    })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('one of somebody who is to rank higher, or to work elsewhere, too', async () => {
    const [home, branch] = business.stationIds.map((id) => publicId('station', id))
    const higher = await invite(gateway, business, owner, { email, roles: [{ role: 'ADMIN', stationId: home }] })
    const wider = await invite(gateway, business, owner, {
      email: `wide.${email}`,
      roles: [home, branch].map((stationId) => ({ role: 'CHEF', stationId })),
    })
    const before = await readTables(gateway)
    expect(await revoke(higher.invitation.id, manager)).toMatchObject({ __typename: 'RankTooLowError' })
    const { status } = await attempt(gateway, 'revokeInvite', { invitationId: wider.invitation.id }, manager)
    expect(status).toBe(403)
    expect(await readTables(gateway)).toEqual(before)
  })
})
