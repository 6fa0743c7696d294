import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { newId } from '#platform/new-id.ts'
import { type Mail, type Mailer, MailNotSentError } from './mailer.ts'

/**
 * Into a folder instead of the world: each mail is an `.eml` file, which any mail program opens; the names sort by time.
 * The folder is for this user alone, because mails hold tokens.
 */
export class OutboxMailer implements Mailer {
  readonly #directory: string
  readonly #from: string
  readonly #transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })

  constructor(directory: string, from: string) {
    this.#directory = directory
    this.#from = from
  }

  async send({ to, subject, text }: Mail): Promise<void> {
    const { message } = await this.#transport.sendMail({
      from: this.#from,
      to: { name: '', address: to },
      subject,
      text,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    const file = join(this.#directory, `${newId()}.eml`)
    try {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 })
      await writeFile(`${file}.draft`, message, { mode: 0o600 })
      await rename(`${file}.draft`, file)
    } catch (error) {
      throw new MailNotSentError((error as NodeJS.ErrnoException).code ?? 'EIO')
    }
  }
}
