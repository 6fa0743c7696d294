import { logLine } from './engine-log.ts'

/**
 * A panic of the engine surfaces outside of the call's promise. It must fail the request under way, never just end the
 * process: Prisma's command line would then end silently, with the status of success.
 */
export class Panics {
  #message = ''
  #fail: ((error: Error) => void) | undefined

  /** `end` ends the process, for a panic that belongs to no request. */
  constructor(end: (code: number) => void) {
    const onFatal = (error: unknown) => {
      const message = this.#message || String((error as Error | null)?.stack ?? error)
      if (this.#fail) return this.#fail(new Error(message))
      logLine('ERROR', { is_panic: true, error_code: '', message, backtrace: '' })
      end(101)
    }
    process.on('uncaughtException', onFatal).on('unhandledRejection', onFatal)
    // The engine looks for this name.
    const set_message = (text: string) => {
      this.#message = `RuntimeError: ${text}`
    }
    Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message } })
  }

  /** The result, or the panic that came instead. */
  async failing<Result>(result: Promise<Result>): Promise<Result> {
    const { promise: panic, reject } = Promise.withResolvers<never>()
    this.#fail = reject
    try {
      return await Promise.race([result, panic])
    } finally {
      this.#fail = undefined
    }
  }
}
