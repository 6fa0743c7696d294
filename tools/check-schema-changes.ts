import { execFileSync } from 'node:child_process'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { audiences } from '#kernel/audience.ts'
import { approvalOf, breakingChanges, readApprovals } from './schema-changes/breaking-changes.ts'

/**
 * Compares the committed SDL with that of a base, by default the main branch: what breaks clients, or may, has to stand
 * in schema/approved-changes.txt. `--approve` puts it there.
 */
const ROOT = join(import.meta.dirname, '..')
const APPROVALS = join(ROOT, 'schema/approved-changes.txt')

const base = baseCommit()
if (base === null) {
  process.stdout.write('No earlier schema to compare with: this clone has no history.\n')
} else {
  const approvals = readApprovals(await readFile(APPROVALS, 'utf8'))
  const unapproved: string[] = []
  for (const audience of audiences) {
    const before = showFile(base, `schema/${audience}.graphql`)
    if (before === null) continue
    const after = await readFile(join(ROOT, `schema/${audience}.graphql`), 'utf8')
    const changes = (await breakingChanges(before, after)).map((change) => approvalOf(audience, change))
    unapproved.push(...changes.filter((line) => !approvals.has(line)))
  }
  if (process.argv.includes('--approve')) await appendFile(APPROVALS, unapproved.map((line) => `${line}\n`).join(''))
  else if (unapproved.length > 0) refuse(unapproved, base)
}

function refuse(unapproved: readonly string[], against: string): void {
  process.stderr.write(`Against ${against} the API changes in ways that break clients, or may:\n\n`)
  process.stderr.write(unapproved.map((line) => `${line}\n`).join(''))
  process.stderr.write('\nMake them additions, or approve them on purpose: npm run schema:approve\n')
  process.exitCode = 1
}

/** The main branch, as far as it is known here; at its tip, what was there before the last commit. */
function baseCommit(): string | null {
  const given = process.argv.find((parameter) => parameter.startsWith('--base='))?.slice('--base='.length)
  if (given) return given
  const head = git('rev-parse', 'HEAD')
  const main = git('rev-parse', '--verify', '--quiet', 'origin/main') ?? git('rev-parse', '--verify', '--quiet', 'main')
  return main !== null && main !== head ? main : git('rev-parse', '--verify', '--quiet', 'HEAD^')
}

function showFile(commit: string, path: string): string | null {
  return git('show', `${commit}:${path}`)
}

/** What git prints; null when it refuses. */
function git(...parameters: string[]): string | null {
  try {
    return execFileSync('git', parameters, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return null
  }
}
