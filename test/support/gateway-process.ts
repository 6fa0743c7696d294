import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Secrets } from '#platform/secrets.ts'
import { generous } from './allowances.ts'

const MAIN = join(import.meta.dirname, '../../src/main.ts')

/** A gateway in a process of its own, as `npm start` runs it, but for budgets, which do not run out. */
export interface GatewayProcess {
  url: string
  process: ChildProcess
  /** Everything that it has printed so far. */
  output(): string
  kill(): Promise<void>
  /** The exit code after SIGTERM. */
  terminate(): Promise<number | null>
}

export async function spawnGateway(environment: Record<string, string>): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'info',
      RATE_LIMITS: JSON.stringify(generous),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the gateway ended with ${code}:\n${lines.join('\n')}`)
  })
  const ready = new Promise<string>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line)
        const url = /^Teppan is ready at (\S+)\/graphql$/.exec(line)?.[1]
        if (url) resolve(url)
      })
    }
  })
  const url = await Promise.race([ready, ended])
  ended.catch(() => undefined)
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit')
      child.kill(signal)
      await exit
    }
    return child.exitCode
  }
  return {
    url,
    process: child,
    output: () => lines.join('\n'),
    kill: async () => {
      await end('SIGKILL')
    },
    terminate: () => end('SIGTERM'),
  }
}

/** The secrets as a process is given them. */
export function secretsEnvironment(secrets: Secrets): Record<string, string> {
  return {
    SESSION_KEY: secrets.sessionKey,
    MASTER_KEY: secrets.masterKey.toString('base64'),
    INDEX_KEY: secrets.indexKey.toString('base64'),
    CURSOR_KEY: secrets.cursorKey.toString('base64'),
    API_KEY_PEPPER: secrets.apiKeyPepper.toString('base64'),
  }
}
