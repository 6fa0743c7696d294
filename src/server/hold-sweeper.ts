import { sweepHolds } from '#domains/domains.ts'
import { systemViewer } from '#kernel/viewer.ts'
import type { Platform } from './request-context.ts'

const REST_MS = 15_000

/** Writes off holds that have run out, every few seconds, until it is stopped. */
export class HoldSweeper {
  readonly #platform: Platform
  readonly #restMs: number
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(platform: Platform, restMs = REST_MS) {
    this.#platform = platform
    this.#restMs = restMs
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.#sweep().finally(() => {
        if (!this.#stopped) this.start()
      })
    }, this.#restMs)
    this.#timer.unref()
  }

  /** Waits for a sweep that is under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#running
  }

  /** A sweep that fails is no more than late: the next one does its work. */
  async #sweep(): Promise<void> {
    const { unitOfWork, log } = this.#platform
    const viewer = systemViewer('platform')
    const requestId = 'hold-sweeper'
    const context = {
      ...this.#platform,
      viewer,
      requestId,
      unitOfWork: unitOfWork.onBehalfOf({ actor: viewer, requestId }),
    }
    try {
      const { expired } = await sweepHolds(context)
      if (expired > 0) log.info({ expired }, 'holds have run out')
    } catch (error) {
      log.warn({ err: error }, 'expired holds were not written off')
    }
  }
}
