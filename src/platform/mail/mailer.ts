/** A letter to one person. */
export interface Mail {
  /** The e-mail address. */
  to: string
  /** One line. */
  subject: string
  /** Plain text. */
  text: string
}

/** The way out to the world of e-mail. Use cases do not call it: they give their mails to the `Postbox`. */
export interface Mailer {
  /** Resolves once the mail is out of our hands; rejects with `MailNotSentError`. */
  send(mail: Mail): Promise<void>
}

/** The mail did not leave. Says why without saying to whom: what servers answer often repeats the address. */
export class MailNotSentError extends Error {
  readonly code: string

  constructor(code: string) {
    super(`The mail could not be sent (${code}).`)
    this.name = 'MailNotSentError'
    this.code = code
  }
}
