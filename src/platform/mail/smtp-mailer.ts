import { createTransport, type Transporter } from 'nodemailer'
import { type Mail, type Mailer, MailNotSentError } from './mailer.ts'

/** How long a mail may take from the first packet to the server's acceptance. */
const SEND_TIMEOUT_MS = 10_000

/** Through a mail server: one connection for each mail. */
export class SmtpMailer implements Mailer {
  readonly #transport: Transporter
  readonly #from: string
  readonly #timeoutMs: number

  /** `smtp://` encrypts when the server offers it (always with `?requireTLS=true`), `smtps://` from the start. */
  constructor(url: string, from: string, timeoutMs = SEND_TIMEOUT_MS) {
    this.#transport = createTransport({ url, disableFileAccess: true, disableUrlAccess: true })
    this.#from = from
    this.#timeoutMs = timeoutMs
  }

  async send({ to, subject, text }: Mail): Promise<void> {
    const signal = AbortSignal.timeout(this.#timeoutMs)
    try {
      await this.#transport.sendMail({ from: this.#from, to: { name: '', address: to }, subject, text, signal })
    } catch (error) {
      throw new MailNotSentError(signal.aborted ? 'ETIMEDOUT' : reasonOf(error))
    }
  }
}

/** The kind of failure, and the server's answer as a number: "EENVELOPE 550". */
function reasonOf(error: unknown): string {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown }
  return [code, responseCode].filter((part) => typeof part === 'string' || typeof part === 'number').join(' ')
}
