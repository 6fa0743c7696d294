import { setTimeout as delay } from 'node:timers/promises'

const LOOK_EVERY_MS = 5

/** Waits for a condition; fails with its name when it does not come about in time. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { withinMs = 5_000 }: { withinMs?: number } = {},
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`)
    await delay(LOOK_EVERY_MS)
  }
}
