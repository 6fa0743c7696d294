import { afterEach, beforeEach, expect, it } from 'vitest'
import { SmtpMailer } from '#platform/mail/smtp-mailer.ts'
import { type Business, createBusiness, hire, type StaffMember } from '../../support/business.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { type SmtpServer, startSmtpServer } from '../../support/smtp-server.ts'
import { waitFor } from '../../support/wait.ts'
import { accept, invite } from './invitations.ts'

let server: SmtpServer
let gateway: TestGateway
let business: Business
let manager: StaffMember

beforeEach(async () => {
  server = await startSmtpServer()
  gateway = await startTestGateway({ mailer: new SmtpMailer(server.url, 'office@app.example', 500) })
  business = await createBusiness(gateway)
  manager = await hire(gateway, business, 'STATION_MANAGER')
})

afterEach(async () => {
  await gateway.stop()
  await server.kill()
})

async function sentAt(): Promise<(string | null)[]> {
  const { users } = await gateway.query<{ users: { nodes: { invitation: { sentAt: string | null } }[] } }>(
    '{ users(first: 10, filter: { status: { eq: PENDING_VERIFICATION } }) { nodes { invitation { sentAt } } } }',
    {},
    manager.token,
  )
  return users.nodes.map(({ invitation }) => invitation.sentAt)
}

const unsent = () =>
  waitFor('the warning', () => gateway.takeLog().find(({ message }) => message === 'a mail was not sent'))

it('an invitation goes out through the mail server, and says when it has left', async () => {
  await invite(gateway, business, manager)
  const { recipients, content } = await waitFor('the mail', () => server.received[0])
  expect(recipients).toEqual(['ada@example.com'])
  const text = content.replaceAll('=\n', '').replaceAll('=3D', '=')
  const token = /accept-invite#token=([\w-]{43})/.exec(text)?.[1] ?? ''
  await waitFor('the note', async () => (await sentAt())[0])
  expect((await accept(gateway, { token })).__typename).toBe('AcceptInvitePayload')
})

it.each<['frozen' | 'dead', string]>([
  ['frozen', 'ETIMEDOUT'],
  ['dead', 'ESOCKET'],
])('with the mail server %s an invitation stands, unsent, and the log names it', async (state, code) => {
  if (state === 'frozen') server.freeze()
  else await server.kill()
  const { __typename, invitation } = await invite(gateway, business, manager)
  expect(__typename).toBe('InviteUserPayload')
  const { level, fields } = await unsent()
  const id = await gateway.sql<{ id: string }>('select id from identity.invitations')
  expect({ level, ...fields }).toEqual({
    level: 'warn',
    mail: 'invitation',
    invitationId: id[0]?.id,
    err: expect.objectContaining({ code }),
  })
  expect(JSON.stringify(fields)).not.toMatch(/ada@|Ada /)
  expect([invitation.sentAt, ...(await sentAt())]).toEqual([null, null])
})

it('inviting again sends what was not sent', async () => {
  server.freeze()
  await invite(gateway, business, manager)
  await unsent()
  server.thaw()
  await invite(gateway, business, manager)
  await waitFor('the note', async () => (await sentAt())[0])
  // What had been given up was not sent behind the back of the new one.
  expect(server.received).toHaveLength(1)
})

it('an answer does not wait for the mail server', async () => {
  server.freeze()
  await invite(gateway, business, manager)
  // The mail is given up only later.
  expect(gateway.takeLog().filter(({ message }) => message === 'a mail was not sent')).toEqual([])
  await unsent()
})
