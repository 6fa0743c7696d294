import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MailNotSentError } from '#platform/mail/mailer.ts'
import { SmtpMailer } from '#platform/mail/smtp-mailer.ts'
import { type SmtpServer, startSmtpServer } from '../../support/smtp-server.ts'
import { waitFor } from '../../support/wait.ts'

const FROM = 'Iron & Maple <office@iron-maple.example>'

let server: SmtpServer

beforeEach(async () => {
  server = await startSmtpServer()
})

afterEach(() => server.kill())

const mailTo = (to: string) => ({ to, subject: 'Come and cook – 李', text: 'Dear Ádá,\n\n.a line with a dot\nBye' })

async function failure(sending: Promise<void>): Promise<MailNotSentError> {
  const error = await sending.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof MailNotSentError)) throw new Error(`not refused as a mail: ${error}`)
  return error
}

describe('a mail through a mail server', () => {
  it('arrives as it was written', async () => {
    await new SmtpMailer(server.url, FROM).send(mailTo('ada@example.com'))
    const mail = await waitFor('the mail', () => server.received[0])
    expect(mail.recipients).toEqual(['ada@example.com'])
    const [head = '', body = ''] = mail.content.split('\n\n', 2)
    expect(head).toContain('From: "Iron & Maple" <office@iron-maple.example>')
    expect(head).toContain('To: ada@example.com')
    expect(head).toContain('Subject: =?UTF-8?Q?Come_and_cook_=E2=80=93_=E6=9D=8E?=')
    expect(head).toContain('Content-Type: text/plain; charset=utf-8')
    expect(body).toContain('Dear =C3=81d=C3=A1,')
    expect(mail.content).toContain('\n.a line with a dot\nBye')
  })

  it('goes to one person, whatever the address and the subject say', async () => {
    await new SmtpMailer(server.url, FROM).send({
      to: 'ada@example.com, eve@example.com',
      subject: 'Hello\r\nBcc: eve@example.com',
      text: '',
    })
    const { recipients, content } = await waitFor('the mail', () => server.received[0])
    expect(recipients).toEqual(['"ada@example.com, eve"@example.com'])
    expect(content).toContain('\nSubject: Hello Bcc: eve@example.com\n')
  })

  it('that the server does not take is refused, and the refusal does not repeat the address', async () => {
    const error = await failure(new SmtpMailer(server.url, FROM).send(mailTo('nobody@example.com')))
    expect(error.message).toBe('The mail could not be sent (EENVELOPE 550).')
    expect(JSON.stringify({ ...error, stack: error.stack })).not.toContain('nobody')
    expect(server.received).toEqual([])
  })
})

describe('a mail server that is not there', () => {
  it('is told apart', async () => {
    await server.kill()
    const error = await failure(new SmtpMailer(server.url, FROM).send(mailTo('ada@example.com')))
    expect(error.code).toBe('ESOCKET')
  })

  it('because it is frozen costs no more than the time that a mail has', async () => {
    server.freeze()
    const mailer = new SmtpMailer(server.url, FROM, 300)
    expect((await failure(mailer.send(mailTo('ada@example.com')))).code).toBe('ETIMEDOUT')
    server.thaw()
    await mailer.send(mailTo('grace@example.com'))
    await waitFor('the mail', () => server.received.some(({ recipients }) => recipients[0] === 'grace@example.com'))
    expect(server.received).toHaveLength(1)
  })
})
