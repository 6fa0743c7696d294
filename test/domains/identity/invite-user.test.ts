import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import type { Mail } from '#platform/mail/mailer.ts'
import { type Business, createBusiness, hire, hireOwner, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { newKey, sendKeyed } from '../../support/keyed.ts'
import { trySignIn } from '../../support/sessions.ts'
import { waitFor } from '../../support/wait.ts'
import { accept, invite, mailTo, NEW_PASSWORD, tokenIn } from './invitations.ts'
import { attempt, mutationOf, readEvents, readTables } from './staff.ts'

let gateway: TestGateway
let business: Business
let home: string
let branch: string
let owner: StaffMember
let manager: StaffMember
let number = 0
let email: string

beforeAll(async () => {
  gateway = await startTestGateway()
})

beforeEach(async () => {
  number += 1
  email = `ada.${number}@example.com`
  business = await createBusiness(gateway, 2)
  const stations = business.stationIds as [string, string]
  home = publicId('station', stations[0])
  branch = publicId('station', stations[1])
  owner = await hireOwner(gateway, business)
  manager = await hire(gateway, business, 'STATION_MANAGER', [stations[0]])
})

afterAll(() => gateway.stop())

const at = (role: string, stationId: string) => ({ role, stationId })

async function userRow() {
  const [row] = await gateway.sql<{ id: string } & Record<string, unknown>>(
    'select id, organization_id, full_name, status, password_hash from identity.users where email = $1',
    [email],
  )
  return row
}

describe('somebody who is invited', () => {
  it('has an account that waits, with roles and a place to work', async () => {
    const { __typename, invitation } = await invite(gateway, business, manager, {
      email: `  Ada.${number}@Example.com`,
      stations: [{ stationId: home, title: 'Sous-chef' }],
    })
    expect(__typename).toBe('InviteUserPayload')
    const row = await userRow()
    expect(row).toMatchObject({
      organization_id: business.organizationId,
      full_name: 'Ada Lovelace',
      status: 'PENDING_VERIFICATION',
      password_hash: null,
    })
    expect(invitation.user.id).toBe(publicId('user', row?.id ?? ''))
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(7 * 24 * 60 * 60 * 1000)
    const { users } = await gateway.query<{ users: { nodes: object[] } }>(
      `{ users(first: 10, filter: { status: { eq: PENDING_VERIFICATION } }) { nodes { email
        roles { code station { id } assignedBy { id } } memberships { station { id } title isPrimary }
        invitation { id invitedBy { id } acceptedAt revokedAt } } } }`,
      {},
      manager.token,
    )
    const by = { id: publicId('user', manager.userId) }
    expect(users.nodes).toEqual([
      {
        email,
        roles: [{ code: 'CHEF', station: { id: home }, assignedBy: by }],
        memberships: [{ station: { id: home }, title: 'Sous-chef', isPrimary: true }],
        invitation: { id: invitation.id, invitedBy: by, acceptedAt: null, revokedAt: null },
      },
    ])
    expect(await readEvents(gateway, business.stationIds[0])).toEqual([
      { type: 'member.invited', version: 1, actor_id: manager.userId, payload: { userId: row?.id, roles: ['CHEF'] } },
    ])
  })

  it('gets a mail with a link, and the invitation says when', async () => {
    const { invitation } = await invite(gateway, business, manager, { email })
    const mail = await mailTo(gateway, email)
    const [{ name }] = (await gateway.sql<{ name: string }>('select name from identity.organizations where id = $1', [
      business.organizationId,
    ])) as [{ name: string }]
    expect(mail.subject).toBe(`${name} invites you`)
    expect(mail.text).toMatch(new RegExp(`^Hello Ada Lovelace,\n\nSTATION_MANAGER \\d+ of ${name} invites you`))
    expect(tokenIn(mail)).toHaveLength(43)
    const sentAt = await waitFor('the note', async () => {
      const [row] = await gateway.sql<{ sent_at: Date | null }>(
        `select sent_at from identity.invitations join identity.users on users.id = user_id where email = $1`,
        [email],
      )
      return row?.sent_at
    })
    expect(sentAt.getTime()).toBeGreaterThanOrEqual(Date.parse(invitation.createdAt))
  })

  it('cannot sign in before accepting', async () => {
    await invite(gateway, business, manager, { email })
    expect((await trySignIn(gateway, email, NEW_PASSWORD)).__typename).toBe('InvalidCredentialsError')
  })

  it('may have several roles and places; the first place named is the primary one', async () => {
    await invite(gateway, business, owner, {
      email,
      roles: [at('CHEF', home), { role: 'OBSERVER', wholeOrganization: true }],
      stations: [{ stationId: branch, title: 'Visitor' }],
    })
    const row = await userRow()
    const members = await gateway.sql(
      'select station_id, title, is_primary from identity.station_members where user_id = $1 order by is_primary desc',
      [row?.id],
    )
    expect(members).toEqual([
      { station_id: business.stationIds[1], title: 'Visitor', is_primary: true },
      { station_id: business.stationIds[0], title: null, is_primary: false },
    ])
  })

  it('has a token that nobody but the mail knows: the database holds its hash, and the log nothing', async () => {
    gateway.takeLog()
    await invite(gateway, business, manager, { email })
    const token = tokenIn(await mailTo(gateway, email))
    const [row] = await gateway.sql<{ text: string }>(
      `select string_agg(t::text, ' ') as text from (
         select i::text from identity.invitations i union all select u::text from identity.users u
         union all select e::text from events.domain_events e union all select c::text from audit.row_changes c) t`,
    )
    expect(row?.text).not.toContain(token)
    expect(row?.text).not.toContain(Buffer.from(token).toString('hex'))
    expect(JSON.stringify(gateway.takeLog())).not.toContain(token)
  })
})

describe('inviting somebody', () => {
  const query = `mutation ($input: InviteUserInput!) @dryRun { inviteUser(input: $input) {
    ... on InviteUserPayload { invitation { sentAt user { fullName roles { code } } } } } }`

  it('can be tried out: nobody is mailed, and nothing has changed', async () => {
    gateway.takeMails()
    const before = await readTables(gateway)
    const { data, extensions } = await sendKeyed(gateway.url, {
      query,
      variables: {
        input: {
          organizationId: publicId('organization', business.organizationId),
          email,
          fullName: 'Ada Lovelace',
          roles: [at('CHEF', home)],
        },
      },
      token: manager.token,
    })
    expect(data?.inviteUser).toEqual({
      invitation: { sentAt: null, user: { fullName: 'Ada Lovelace', roles: [{ code: 'CHEF' }] } },
    })
    expect(extensions.dryRun?.events).toEqual([
      {
        type: 'member.invited',
        subject: expect.stringMatching(/^member_/),
        payload: { userId: expect.stringMatching(/^user_/), roles: ['CHEF'] },
      },
    ])
    expect(await readTables(gateway)).toEqual(before)
    expect(gateway.takeMails()).toEqual([])
  })

  it('under a key mails once', async () => {
    const key = newKey()
    const input = {
      organizationId: publicId('organization', business.organizationId),
      email,
      fullName: 'Ada Lovelace',
      roles: [at('CHEF', home)],
    }
    const ask = () =>
      sendKeyed(gateway.url, { query: query.replace('@dryRun ', ''), variables: { input }, token: manager.token, key })
    expect((await ask()).extensions.idempotency).toEqual({ key, replayed: false })
    const token = tokenIn(await mailTo(gateway, email))
    expect((await ask()).extensions.idempotency).toEqual({ key, replayed: true })
    expect((await accept(gateway, { token })).__typename).toBe('AcceptInvitePayload')
    expect(gateway.takeMails()).toEqual([])
  })
})

describe('somebody who is invited again before coming', () => {
  it('gets a new link; the old one is good no more', async () => {
    await invite(gateway, business, manager, { email })
    const first = tokenIn(await mailTo(gateway, email))
    await invite(gateway, business, manager, { email, fullName: 'Ada King' })
    const second = tokenIn(await mailTo(gateway, email))
    expect(second).not.toBe(first)
    expect((await accept(gateway, { token: first })).code).toBe('INVITATION_NOT_VALID')
    expect((await accept(gateway, { token: second })).user.fullName).toBe('Ada King')
  })

  it('keeps the roles that there are and gets those that are new', async () => {
    await invite(gateway, business, owner, { email })
    await invite(gateway, business, owner, { email, roles: [at('CHEF', home), at('OBSERVER', branch)] })
    const roles = await gateway.sql(
      `select code, station_id from identity.user_roles join identity.roles on roles.id = role_id
       where user_id = $1 order by code`,
      [(await userRow())?.id],
    )
    expect(roles).toEqual([
      { code: 'CHEF', station_id: business.stationIds[0] },
      { code: 'OBSERVER', station_id: business.stationIds[1] },
    ])
  })

  it('by many at once has one invitation that is good', async () => {
    const results = await Promise.all(Array.from({ length: 6 }, () => invite(gateway, business, manager, { email })))
    expect(results.map(({ __typename }) => __typename)).toEqual(Array.from({ length: 6 }, () => 'InviteUserPayload'))
    const mails: Mail[] = []
    const tokens = await waitFor('six mails', async () => {
      mails.push(...gateway.takeMails().filter(({ to }) => to === email))
      return mails.length === 6 && mails.map(tokenIn)
    })
    const outcomes: string[] = []
    for (const token of tokens) outcomes.push((await accept(gateway, { token })).__typename)
    expect(outcomes.filter((outcome) => outcome === 'AcceptInvitePayload')).toHaveLength(1)
    expect(await gateway.sql('select from identity.users where email = $1', [email])).toHaveLength(1)
  })
})

describe('an invitation that is refused, with nothing changed and nothing mailed:', () => {
  const refused: [string, () => Promise<object>, object][] = [
    [
      'to a role above the own rank',
      () => invite(gateway, business, manager, { email, roles: [at('ADMIN', home)] }),
      { __typename: 'RankTooLowError', path: ['roles', '0', 'role'] },
    ],
    [
      'of somebody who works here already',
      () => invite(gateway, business, manager, { email: owner.email }),
      { __typename: 'EmailTakenError', code: 'EMAIL_TAKEN', path: ['email'] },
    ],
    [
      'to a station that is not the own',
      () => invite(gateway, business, manager, { email, roles: [at('CHEF', home), at('CHEF', branch)] }),
      { __typename: 'NotFoundError', message: 'There is no such station.', path: ['roles', '1', 'stationId'] },
    ],
    [
      'to a role that there is not',
      () => invite(gateway, business, manager, { email, roles: [at('EMPEROR', home)] }),
      { __typename: 'NotFoundError', message: 'There is no such role.', path: ['roles', '0', 'role'] },
    ],
    [
      'to a role of the platform',
      () => invite(gateway, business, owner, { email, roles: [{ role: 'SUPER_ADMIN', wholeOrganization: true }] }),
      { __typename: 'ValidationError', path: ['roles', '0', 'role'] },
    ],
    [
      'to a role in no place',
      () => invite(gateway, business, owner, { email, roles: [{ role: 'CHEF' }] }),
      { __typename: 'ValidationError', path: ['roles', '0', 'stationId'] },
    ],
    [
      'to nothing, at no address, of nobody',
      () => invite(gateway, business, owner, { email: 'ada@', fullName: ' ', roles: [] }),
      {
        __typename: 'ValidationError',
        issues: [
          { path: ['email'], message: 'must be an e-mail address' },
          { path: ['fullName'], message: 'must not be empty' },
          { path: ['roles'], message: 'must be at least one' },
        ],
      },
    ],
    [
      'of a name that would end its line in the mail',
      () => invite(gateway, business, owner, { email, fullName: 'Ada\nSend money to' }),
      { __typename: 'ValidationError', issues: [{ path: ['fullName'], message: 'must be one line' }] },
    ],
    [
      'to a station that none of the roles reaches, and to the same role twice',
      () =>
        invite(gateway, business, owner, {
          email,
          roles: [at('CHEF', home), at('CHEF', home)],
          stations: [{ stationId: branch }],
        }),
      {
        __typename: 'ValidationError',
        issues: [
          { path: ['roles', '1'], message: 'is there twice' },
          { path: ['stations', '0', 'stationId'], message: 'must be a station at which a role is given' },
        ],
      },
    ],
  ]

  it.each(refused)('%s', async (_what, ask, answer) => {
    gateway.takeMails()
    const before = await readTables(gateway)
    expect(await ask()).toMatchObject(answer)
    expect(await readTables(gateway)).toEqual(before)
    expect(gateway.takeMails()).toEqual([])
  })

  it('of somebody who works for another business: like somebody who works here', async () => {
    const stranger = await hire(gateway, await createBusiness(gateway), 'CHEF')
    const before = await readTables(gateway)
    const elsewhere = await invite(gateway, business, manager, { email: stranger.email })
    const here = await invite(gateway, business, manager, { email: owner.email })
    expect(elsewhere).toEqual(here)
    expect(await readTables(gateway)).toEqual(before)
  })

  it('again, of somebody who is to rank higher', async () => {
    await invite(gateway, business, owner, { email, roles: [at('ADMIN', home)] })
    const before = await readTables(gateway)
    expect(await invite(gateway, business, manager, { email })).toMatchObject({
      __typename: 'RankTooLowError',
      path: ['email'],
    })
    expect(await readTables(gateway)).toEqual(before)
  })

  it('by who may not invite, or not to the whole organization', async () => {
    const desk = await hire(gateway, business, 'CUSTOMER_SUPPORT')
    const before = await readTables(gateway)
    const input = { organizationId: publicId('organization', business.organizationId), email, fullName: 'Ada' }
    for (const [by, role] of [
      [desk, at('CHEF', home)],
      [manager, { role: 'OBSERVER', wholeOrganization: true }],
    ] as const) {
      const { status, body } = await attempt(gateway, 'inviteUser', { ...input, roles: [role] }, by)
      expect(status).toBe(403)
      expect(body.errors?.[0]?.message).toBe('This needs the permission identity:user:invite.')
    }
    expect(mutationOf('inviteUser')).not.toContain('token')
    expect(await readTables(gateway)).toEqual(before)
  })
})
