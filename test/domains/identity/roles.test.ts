import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { permissions } from '#kernel/permissions.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { act, userId } from './staff.ts'

let gateway: TestGateway
let business: Business
let owner: StaffMember
let manager: StaffMember
let chef: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
  business = await createBusiness(gateway, 2)
  owner = await hireOwner(gateway, business)
  manager = await hire(gateway, business, 'STATION_MANAGER', [business.stationIds[0]])
  chef = await hire(gateway, business, 'CHEF')
})

afterAll(() => gateway.stop())

interface RoleAnswer {
  code: string
  rank: number
  isBuiltIn: boolean
  permissions: { code: string; description: string }[]
}

const ROLES = '{ roles { id code name rank isBuiltIn permissions { code description } } }'
const rolesFor = async ({ token }: StaffMember) =>
  (await gateway.query<{ roles: RoleAnswer[] }>(ROLES, {}, token)).roles

describe('the roles', () => {
  it('are listed with what each allows, the highest first', async () => {
    const roles = await rolesFor(manager)
    expect(roles.map(({ code, rank }) => `${rank} ${code}`)).toEqual([
      '100 SUPER_ADMIN',
      '90 PLATFORM_SUPPORT',
      '80 ORGANIZATION_OWNER',
      '70 ADMIN',
      '60 STATION_MANAGER',
      '40 CUSTOMER_SUPPORT',
      '20 CHEF',
      '10 OBSERVER',
    ])
    const of = (code: string) => roles.find((role) => role.code === code)?.permissions ?? []
    expect(of('ADMIN').length).toBe(of('ORGANIZATION_OWNER').length)
    for (const { code, description } of of('CHEF')) expect(permissions).toHaveProperty([code], description)
  })

  it('hold the rights to manage the staff as far down as the manager of a station', async () => {
    const managing = (role: RoleAnswer) =>
      role.permissions
        .map(({ code }) => code)
        .filter((code) => /^identity:(role|station|organization|user):(?!read)/.test(code))
    const held = new Map((await rolesFor(owner)).map((role) => [role.code, managing(role)]))
    const all = [
      'identity:organization:update',
      'identity:role:grant',
      'identity:role:revoke',
      'identity:station:create',
      'identity:station:update',
      'identity:user:invite',
      'identity:user:suspend',
      'identity:user:update',
    ]
    expect(Object.fromEntries(held)).toEqual({
      SUPER_ADMIN: all,
      PLATFORM_SUPPORT: [],
      ORGANIZATION_OWNER: all,
      ADMIN: all,
      STATION_MANAGER: ['identity:role:grant', 'identity:role:revoke', 'identity:user:invite', 'identity:user:update'],
      CUSTOMER_SUPPORT: [],
      CHEF: [],
      OBSERVER: [],
    })
  })

  it('that a business has of its own are its own', async () => {
    const other = await createBusiness(gateway)
    await gateway.sql(
      `insert into identity.roles (id, organization_id, code, name, rank, updated_at)
       values (gen_random_uuid(), $1, 'SOMMELIER', 'Sommelier', 30, now())`,
      [other.organizationId],
    )
    const theirs = await rolesFor(await hire(gateway, other, 'STATION_MANAGER'))
    expect(theirs.find(({ code }) => code === 'SOMMELIER')).toMatchObject({ isBuiltIn: false, permissions: [] })
    expect((await rolesFor(owner)).map(({ code }) => code)).not.toContain('SOMMELIER')
    const result = await act(
      gateway,
      'grantRole',
      { userId: userId(chef), role: 'SOMMELIER', wholeOrganization: true },
      owner,
    )
    expect(result).toMatchObject({ __typename: 'NotFoundError', path: ['role'] })
  })

  it('and the rights are not for who may not see the staff', async () => {
    for (const query of [ROLES, '{ permissions { code } }']) {
      expect((await gateway.send(query, {}, chef.token)).status).toBe(403)
      expect((await gateway.send(query)).status).toBe(401)
    }
  })

  it('cost one statement, and one for all their rights', async () => {
    gateway.takeStatements()
    await rolesFor(manager)
    // Begin; roles, rights; commit.
    expect(gateway.takeStatements()).toHaveLength(4)
  })
})

describe('the rights', () => {
  it('are listed with what they allow', async () => {
    const answer = await gateway.query<{ permissions: { code: string; description: string }[] }>(
      '{ permissions { code description } }',
      {},
      manager.token,
    )
    expect(Object.fromEntries(answer.permissions.map(({ code, description }) => [code, description]))).toEqual(
      permissions,
    )
  })
})

describe('what somebody holds', () => {
  it('says who gave it and when, as far as one sees them, and where they work', async () => {
    const home = publicId('station', business.stationIds[0])
    await act(gateway, 'grantRole', { userId: userId(chef), role: 'OBSERVER', stationId: home }, manager)
    const { users } = await gateway.query<{ users: { nodes: { id: string }[] } }>(
      `{ users(first: 10) { nodes { id roles { code role { rank } assignedBy { id } assignedAt }
        memberships { station { id } title isPrimary since } } } }`,
      {},
      manager.token,
    )
    expect(users.nodes.find(({ id }) => id === userId(chef))).toEqual({
      id: userId(chef),
      roles: [
        { code: 'CHEF', role: { rank: 20 }, assignedBy: null, assignedAt: expect.any(String) },
        {
          code: 'OBSERVER',
          role: { rank: 10 },
          assignedBy: { id: userId(manager) },
          assignedAt: expect.any(String),
        },
      ],
      memberships: [{ station: { id: home }, title: null, isPrimary: true, since: expect.any(String) }],
    })
  })

  it('costs a statement for each kind of thing, however many people there are', async () => {
    gateway.takeStatements()
    await gateway.query(
      `{ users(first: 10) { nodes { roles { role { code } assignedBy { fullName } }
        memberships { station { code } } invitation { sentAt } } } }`,
      {},
      owner.token,
    )
    // Begin; people, roles held, their places, invitations, roles, givers, stations; commit.
    expect(gateway.takeStatements()).toHaveLength(9)
  })
})
