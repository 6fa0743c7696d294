import type { Mailer } from './mailer.ts'
import { OutboxMailer } from './outbox-mailer.ts'
import { SmtpMailer } from './smtp-mailer.ts'

export interface MailSettings {
  /** Null writes mails into the outbox. */
  smtpUrl: string | null
  /** The sender: an address, or a name and `<address>`. */
  from: string
  /** Absolute folder for mails that no server takes. */
  outbox: string
}

export function openMailer({ smtpUrl, from, outbox }: MailSettings): Mailer {
  return smtpUrl === null ? new OutboxMailer(outbox, from) : new SmtpMailer(smtpUrl, from)
}
