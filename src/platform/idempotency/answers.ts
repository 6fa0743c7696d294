import type { Clock } from '#kernel/clock.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { PersonalData } from '#platform/crypto/personal-data.ts'
import type { OperationUnit, OperationUnits, Verdict } from '#platform/database/unit-of-work.ts'
import type { Log } from '#platform/log.ts'
import { claimKey, type KeptAnswer, keepAnswer } from './answer-store.ts'
import { ExpiredKeys } from './expired-keys.ts'
import type { KeyedRequest } from './keyed-request.ts'
import { RunningRequests } from './running-requests.ts'

export interface AnswersOptions {
  unitOfWork: OperationUnits
  personalData: PersonalData
  clock: Clock
  log: Log
}

/** What a request came to: its own work, or the answer that a request like it was given. */
export type Answered<Own> = { own: Own } | { twins: KeptAnswer }

/** All that one process does about idempotency keys. */
export class Answers {
  readonly #personalData: PersonalData
  readonly #clock: Clock
  readonly #running = new RunningRequests<KeptAnswer>()
  readonly #expired: ExpiredKeys

  constructor({ unitOfWork, personalData, clock, log }: AnswersOptions) {
    this.#personalData = personalData
    this.#clock = clock
    this.#expired = new ExpiredKeys(unitOfWork, clock, log)
  }

  /**
   * Does the work of a request in one transaction, unless it was done before: key, effect and answer are committed
   * together. Work that gives no answer to keep is rolled back, and leaves the key free.
   */
  async once<Own>(
    units: OperationUnits,
    viewer: Viewer,
    request: KeyedRequest,
    work: (unit: OperationUnit) => Promise<{ own: Own; answer: KeptAnswer | null }>,
  ): Promise<Answered<Own>> {
    const answered = await this.#running.run(request, () =>
      units.runOperation(viewer, (unit) => this.#claimAndWork(unit, request, work)),
    )
    void this.#expired.sweep()
    return answered
  }

  async #claimAndWork<Own>(
    unit: OperationUnit,
    request: KeyedRequest,
    work: (unit: OperationUnit) => Promise<{ own: Own; answer: KeptAnswer | null }>,
  ): Promise<Verdict<{ outcome: Answered<Own>; kept: KeptAnswer | null }>> {
    const { transaction } = unit
    const given = await claimKey(transaction, this.#personalData, request, this.#clock.now())
    if (given) return { result: { outcome: { twins: given }, kept: given }, keep: false }
    const { own, answer } = await work(unit)
    const result = { outcome: { own }, kept: answer }
    if (answer === null) return { result, keep: false }
    return { result, keep: true, last: () => keepAnswer(transaction, this.#personalData, request, answer) }
  }
}
