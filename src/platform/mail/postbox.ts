import { setTimeout as delay } from 'node:timers/promises'
import type { UnitOfWork } from '#platform/database/unit-of-work.ts'
import type { Log } from '#platform/log.ts'
import type { Mail, Mailer } from './mailer.ts'

export interface Posting {
  mail: Mail
  /** What the log calls it when it does not leave: ids and kinds, nothing about the person. */
  about: Readonly<Record<string, string>>
  /**
   * Runs before the mail leaves, to write down what it carries, in a unit of work of its own: what would show in how
   * long the answer takes. If it fails, the mail does not leave.
   */
  beforeSending?: (unitOfWork: UnitOfWork) => Promise<void>
  /** Runs after the mail has left, to note that: in a unit of work of its own, since the one that posted is over. */
  onSent?: (unitOfWork: UnitOfWork) => Promise<void>
}

/** What use cases post their mails to. */
export interface Postbox {
  /**
   * Sends the mail in the background, once. For `afterCommit`: never throws, and nobody waits, so that neither a slow
   * mail server nor the question whether there was a mail to send shows in how long an answer takes. A mail that does
   * not leave is named in the log.
   */
  post(posting: Posting): void
}

/** Mails under way to the server at a time. */
const CONCURRENT_MAILS = 4
/** Beyond this many waiting mails the mail server is given up for lost. */
const MAX_WAITING = 500
/** How long a stopping process waits for the mails under way. */
const CLOSE_TIMEOUT_MS = 5_000

/** The one postbox of the process. */
export class MailerPostbox implements Postbox {
  readonly #mailer: Mailer
  readonly #unitOfWork: UnitOfWork
  readonly #log: Log
  readonly #waiting: Posting[] = []
  readonly #underWay = new Map<Promise<void>, Posting>()

  constructor(mailer: Mailer, unitOfWork: UnitOfWork, log: Log) {
    this.#mailer = mailer
    this.#unitOfWork = unitOfWork
    this.#log = log
  }

  post(posting: Posting): void {
    if (this.#waiting.length >= MAX_WAITING) this.#giveUp([posting], 'too many mails are waiting')
    else this.#waiting.push(posting)
    this.#sendNext()
  }

  /** Sends what it can in a few seconds; the rest is named in the log. */
  async close(timeoutMs = CLOSE_TIMEOUT_MS): Promise<void> {
    await Promise.race([this.#idle(), delay(timeoutMs, undefined, { ref: false })])
    this.#giveUp([...this.#underWay.values(), ...this.#waiting.splice(0)], 'the process is stopping')
  }

  async #idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.race(this.#underWay.keys())
  }

  #sendNext(): void {
    if (this.#underWay.size >= CONCURRENT_MAILS) return
    const posting = this.#waiting.shift()
    if (!posting) return
    const sending = this.#send(posting).finally(() => {
      this.#underWay.delete(sending)
      this.#sendNext()
    })
    this.#underWay.set(sending, posting)
  }

  async #send({ mail, about, beforeSending, onSent }: Posting): Promise<void> {
    try {
      if (beforeSending) await beforeSending(this.#unitOfWork)
      await this.#mailer.send(mail)
    } catch (error) {
      this.#log.warn({ ...about, err: error }, 'a mail was not sent')
      return
    }
    try {
      await onSent?.(this.#unitOfWork)
    } catch (error) {
      this.#log.warn({ ...about, err: error }, 'a mail was sent, which could not be noted')
    }
  }

  #giveUp(postings: readonly Posting[], reason: string): void {
    for (const { about } of postings) this.#log.warn({ ...about, reason }, 'a mail was not sent')
  }
}
