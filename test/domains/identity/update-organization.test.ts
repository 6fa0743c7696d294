import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { act, attempt, readTables } from './staff.ts'

let gateway: TestGateway
let business: Business
let organizationId: string
let owner: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway()
})

beforeEach(async () => {
  business = await createBusiness(gateway)
  organizationId = publicId('organization', business.organizationId)
  owner = await hireOwner(gateway, business)
})

afterAll(() => gateway.stop())

const update = (fields: object, by = owner) =>
  act(gateway, 'updateOrganization', { organizationId, expectedVersion: 1, ...fields }, by)

const slugOf = async ({ organizationId: id }: Business) => {
  const [row] = await gateway.sql<{ slug: string }>('select slug from identity.organizations where id = $1', [id])
  return row?.slug ?? ''
}

describe('a business', () => {
  it('changes its name and its short name', async () => {
    const slug = `${await slugOf(business)}-new`
    const { __typename, organization } = await update({ name: 'Iron & Maple', slug })
    expect(__typename).toBe('UpdateOrganizationPayload')
    expect(organization).toEqual({ id: organizationId, name: 'Iron & Maple', slug, version: 2 })
    const renamed = await update({ expectedVersion: 2, name: 'Iron' })
    expect(renamed.organization).toEqual({ id: organizationId, name: 'Iron', slug, version: 3 })
  })

  it('shows its facts to who works there', async () => {
    const ask = (id: string, by: StaffMember) =>
      gateway.query<{ organization: object | null }>(
        `query ($id: ID!) { organization(id: $id) {
          id name slug subscriptionTier subscriptionStatus trialEndsAt version createdAt } }`,
        { id },
        by.token,
      )
    const chef = await hire(gateway, business, 'CHEF')
    expect(await ask(organizationId, chef)).toEqual({
      organization: {
        id: organizationId,
        name: expect.stringMatching(/^Business \d+$/),
        slug: await slugOf(business),
        subscriptionTier: 'FREE',
        subscriptionStatus: 'TRIALING',
        trialEndsAt: null,
        version: 1,
        createdAt: expect.any(String),
      },
    })
    const other = await createBusiness(gateway)
    expect(await ask(publicId('organization', other.organizationId), chef)).toEqual({ organization: null })
    expect(await ask(publicId('user', chef.userId), chef)).toEqual({ organization: null })
  })
})

describe('a business that is not changed:', () => {
  it.each<[string, object, object]>([
    ['by nothing', {}, { __typename: 'ValidationError', issues: [{ path: [] }] }],
    [
      'to no names',
      { name: null, slug: null },
      { __typename: 'ValidationError', issues: [{ path: ['name'] }, { path: ['slug'] }] },
    ],
    ['to a short name that is none', { slug: 'Iron Maple' }, { __typename: 'ValidationError', path: ['slug'] }],
    [
      'on the basis of an old version',
      { name: 'Late', expectedVersion: 2 },
      { __typename: 'VersionConflictError', currentVersion: 1 },
    ],
  ])('%s', async (_how, fields, answer) => {
    const before = await readTables(gateway)
    expect(await update(fields)).toMatchObject(answer)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('to the short name of another', async () => {
    const slug = await slugOf(await createBusiness(gateway))
    const before = await readTables(gateway)
    expect(await update({ slug })).toMatchObject({ __typename: 'SlugTakenError', code: 'SLUG_TAKEN', path: ['slug'] })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('by who runs its stations, but not the whole', async () => {
    const admin = await hire(gateway, business, 'ADMIN')
    const before = await readTables(gateway)
    const input = { organizationId, expectedVersion: 1, name: 'Mine' }
    const { status, body } = await attempt(gateway, 'updateOrganization', input, admin)
    expect(status).toBe(403)
    expect(body.errors?.[0]?.message).toBe('This needs the permission identity:organization:update.')
    expect(await readTables(gateway)).toEqual(before)
  })
})
