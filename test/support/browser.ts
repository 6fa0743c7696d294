import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const COMMON_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const NO_BROWSER = `no Chromium at CHROMIUM_PATH or ${COMMON_PATHS.join(', ')}`

/**
 * The machine's Chromium; undefined when there is none, which is an error on CI:
 * there a test that nobody ran must not look like one that passed.
 */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const named = environment.CHROMIUM_PATH
  if (named !== undefined && !existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, where there is nothing`)
  const found = named ?? COMMON_PATHS.find((path) => existsSync(path))
  if (found === undefined && environment.CI) throw new Error(`CI must run the browser tests, but found ${NO_BROWSER}`)
  // Written, because the test reporter keeps silent about a file whose tests are all skipped.
  if (found === undefined) process.stderr.write(`Browser tests are skipped: ${NO_BROWSER}\n`)
  return found
}

/** A headless Chromium that can reach this machine and nothing else. */
export async function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  })
}
