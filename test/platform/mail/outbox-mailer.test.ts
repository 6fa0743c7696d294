import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MailNotSentError } from '#platform/mail/mailer.ts'
import { OutboxMailer } from '#platform/mail/outbox-mailer.ts'

let home: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'teppan-outbox-'))
})

afterEach(() => rm(home, { recursive: true }))

const mail = { to: 'ada@example.com', subject: 'Come and cook', text: 'https://app.example/#token=abc_-123\n' }

describe('a mail without a mail server', () => {
  it('is a file that a mail program opens', async () => {
    const outbox = join(home, 'outbox')
    await new OutboxMailer(outbox, 'office@iron-maple.example').send(mail)
    const files = await readdir(outbox)
    expect(files).toEqual([expect.stringMatching(/^[0-9a-f-]{36}\.eml$/)])
    const [head, body] = (await readFile(join(outbox, files[0] ?? ''), 'utf8')).split('\r\n\r\n', 2)
    expect(head).toContain('From: office@iron-maple.example')
    expect(head).toContain('To: ada@example.com')
    expect(head).toContain('Subject: Come and cook')
    expect(body).toBe('https://app.example/#token=abc_-123\r\n')
  })

  it('is for this user alone: it holds tokens', async () => {
    const outbox = join(home, 'outbox')
    await new OutboxMailer(outbox, 'office@iron-maple.example').send(mail)
    const [file = ''] = await readdir(outbox)
    expect((await stat(outbox)).mode & 0o777).toBe(0o700)
    expect((await stat(join(outbox, file))).mode & 0o777).toBe(0o600)
  })

  it('comes after those before it', async () => {
    const mailer = new OutboxMailer(home, 'office@iron-maple.example')
    for (const subject of ['one', 'two', 'three']) await mailer.send({ ...mail, subject })
    const texts = await Promise.all((await readdir(home)).sort().map((file) => readFile(join(home, file), 'utf8')))
    expect(texts.map((text) => /^Subject: (.*)\r$/m.exec(text)?.[1])).toEqual(['one', 'two', 'three'])
  })

  it('is refused when the folder cannot be', async () => {
    await writeFile(join(home, 'file'), '')
    const sending = new OutboxMailer(join(home, 'file', 'outbox'), 'office@iron-maple.example').send(mail)
    await expect(sending).rejects.toThrow(new MailNotSentError('ENOTDIR'))
  })
})
