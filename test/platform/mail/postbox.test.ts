import { beforeEach, describe, expect, it } from 'vitest'
import { anonymous } from '#kernel/viewer.ts'
import type { UnitOfWork } from '#platform/database/unit-of-work.ts'
import type { Log } from '#platform/log.ts'
import { type Mail, MailNotSentError } from '#platform/mail/mailer.ts'
import { MailerPostbox, type Posting } from '#platform/mail/postbox.ts'
import { waitFor } from '../../support/wait.ts'

/** A mail server that answers each mail when the test says so. */
class SlowServer {
  readonly asked: (Mail & { take(): void; refuse(): void })[] = []

  async send(mail: Mail): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.asked.push({ ...mail, take: resolve, refuse: () => reject(new MailNotSentError('EENVELOPE 550')) })
    await promise
  }
}

/** Nothing here reaches a database. */
const unitOfWork: UnitOfWork = { run: () => Promise.reject(new Error('the database is away')) }

let server: SlowServer
let warnings: { fields: Record<string, unknown>; message: string }[]
let postbox: MailerPostbox

beforeEach(() => {
  server = new SlowServer()
  warnings = []
  const silent = () => undefined
  const warn: Log['warn'] = (fields, message) => warnings.push({ fields: { ...fields }, message })
  postbox = new MailerPostbox(server, unitOfWork, { debug: silent, info: silent, warn, error: silent })
})

const posting = (name: string, onSent?: Posting['onSent']): Posting => ({
  mail: { to: `${name}@example.com`, subject: name, text: '' },
  about: { letter: name },
  ...(onSent && { onSent }),
})
const askedFor = () => server.asked.map(({ subject }) => subject)

describe('a posted mail', () => {
  it('is on its way at once, and noted when it has left', async () => {
    let noted = 0
    const note = async () => {
      noted += 1
    }
    postbox.post(posting('one', note))
    expect(askedFor()).toEqual(['one'])
    expect(noted).toBe(0)
    server.asked[0]?.take()
    await waitFor('the note', () => noted === 1)
    await postbox.close()
    expect([noted, warnings]).toEqual([1, []])
  })

  it('that does not leave is named in the log, not noted, and not tried again', async () => {
    let noted = 0
    const note = async () => {
      noted += 1
    }
    postbox.post(posting('one', note))
    server.asked[0]?.refuse()
    await waitFor('the warning', () => warnings.length === 1)
    expect(warnings).toEqual([
      { fields: { letter: 'one', err: new MailNotSentError('EENVELOPE 550') }, message: 'a mail was not sent' },
    ])
    await postbox.close()
    expect([noted, server.asked.length]).toEqual([0, 1])
  })

  it('that cannot be noted is not sent again', async () => {
    postbox.post(posting('one', ({ run }) => run(anonymous, async () => undefined)))
    server.asked[0]?.take()
    await waitFor('the warning', () => warnings.length === 1)
    expect(warnings[0]?.message).toBe('a mail was sent, which could not be noted')
    expect(server.asked).toHaveLength(1)
  })
})

describe('many posted mails', () => {
  it('go four at a time, in their order', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    for (const name of names) postbox.post(posting(name))
    expect(askedFor()).toEqual(['a', 'b', 'c', 'd'])
    server.asked[2]?.refuse()
    await waitFor('the next', () => server.asked.length === 5)
    server.asked[0]?.take()
    await waitFor('the last', () => server.asked.length === 6)
    expect(askedFor()).toEqual(names)
  })

  it('are bounded: what is too much is named in the log', () => {
    for (let at = 0; at < 506; at += 1) postbox.post(posting(String(at)))
    expect(server.asked).toHaveLength(4)
    expect(warnings).toEqual(
      ['504', '505'].map((letter) => ({
        fields: { letter, reason: 'too many mails are waiting' },
        message: 'a mail was not sent',
      })),
    )
  })
})

describe('closing', () => {
  it('waits for the mails under way', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) postbox.post(posting(name))
    const closing = postbox.close()
    for (const mail of server.asked) mail.take()
    await waitFor('the last', () => server.asked.length === 5)
    server.asked[4]?.take()
    await closing
    expect(warnings).toEqual([])
  })

  it('gives up on a server that does not answer, and names every mail that may be lost', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) postbox.post(posting(name))
    await postbox.close(20)
    expect(warnings.map(({ fields }) => fields)).toEqual(
      ['a', 'b', 'c', 'd', 'e'].map((letter) => ({ letter, reason: 'the process is stopping' })),
    )
  })
})
