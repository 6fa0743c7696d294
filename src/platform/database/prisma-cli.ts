import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { childEnvironment } from '#platform/config.ts'

const ROOT = join(import.meta.dirname, '../../..')
/** Speaks Prisma's engine protocol, so that no native engine has to be downloaded. */
const SCHEMA_ENGINE = join(ROOT, 'tools/schema-engine.mjs')
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024

/** Prisma's command line ended with a status that says no. */
export class PrismaCommandError extends Error {
  readonly status: number
  readonly output: string

  constructor(command: readonly string[], status: number, { stdout, stderr }: { stdout: string; stderr: string }) {
    super(`prisma ${command.join(' ')} ended with ${status}:\n${stderr.trim() || stdout.trim()}`)
    this.name = 'PrismaCommandError'
    this.status = status
    this.output = stdout
  }
}

/**
 * Runs Prisma's own command line and resolves to what it printed; rejects with `PrismaCommandError`.
 * @param ownerUrl of the database, for commands that need one
 */
export async function runPrisma(command: readonly string[], ownerUrl?: string): Promise<string> {
  const prisma = createRequire(import.meta.url).resolve('prisma/build/index.js')
  const env = childEnvironment({
    PRISMA_SCHEMA_ENGINE_BINARY: SCHEMA_ENGINE,
    // It would ask its maker for news of itself.
    CHECKPOINT_DISABLE: '1',
    ...(ownerUrl !== undefined && { DATABASE_OWNER_URL: ownerUrl }),
  })
  const options = { cwd: ROOT, env, maxBuffer: MAX_OUTPUT_BYTES }
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [prisma, ...command], options)
    return stdout
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string }
    if (typeof code !== 'number') throw error
    throw new PrismaCommandError(command, code, { stdout: stdout ?? '', stderr: stderr ?? '' })
  }
}
