import { setTimeout as delay } from 'node:timers/promises'

/** The first result that is neither null, undefined nor false; fails when none comes in time. */
export async function waitFor<Result>(
  what: string,
  attempt: () => Promise<Result | null | undefined | false> | Result | null | undefined | false,
  timeoutMs = 10_000,
): Promise<Result> {
  const deadline = performance.now() + timeoutMs
  let failure: unknown
  while (performance.now() < deadline) {
    try {
      const result = await attempt()
      if (result) return result
    } catch (error) {
      failure = error
    }
    await delay(20)
  }
  throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: failure })
}
