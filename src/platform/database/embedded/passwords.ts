import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** The passwords of the three roles of the embedded server. They never leave this machine. */
export interface Passwords {
  superuser: string
  owner: string
  gateway: string
}

/**
 * Reads `secrets/postgres.json`, or makes it where there is no cluster yet; it is on disk before the cluster is made. A
 * cluster without the file is refused: nothing else opens it.
 */
export async function obtainPasswords(dataDirectory: string, cluster: { exists: boolean }): Promise<Passwords> {
  const directory = join(dataDirectory, 'secrets')
  const path = join(directory, 'postgres.json')
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await chmod(directory, 0o700)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text !== undefined) {
    await chmod(path, 0o600)
    return parsePasswords(text, path)
  }
  if (cluster.exists) {
    throw new Error(
      `${path} is missing, but ${join(dataDirectory, 'postgres')} holds a database that only the passwords in it open: ` +
        'put the file back from a backup, or move the postgres directory away to begin with an empty database',
    )
  }
  const passwords = { superuser: makePassword(), owner: makePassword(), gateway: makePassword() }
  await writeDurably(directory, path, `${JSON.stringify(passwords, null, 2)}\n`)
  return passwords
}

function parsePasswords(text: string, path: string): Passwords {
  let content: Partial<Record<keyof Passwords, unknown>> | null
  try {
    content = JSON.parse(text)
  } catch (cause) {
    throw new Error(`${path} is not JSON: put it back from a backup`, { cause })
  }
  const { superuser, owner, gateway } = content ?? {}
  if (typeof superuser !== 'string' || typeof owner !== 'string' || typeof gateway !== 'string') {
    throw new Error(`${path} must hold the strings superuser, owner and gateway: put it back from a backup`)
  }
  return { superuser, owner, gateway }
}

/** 256 bits, in characters that need no quoting in a URL. */
function makePassword(): string {
  return randomBytes(32).toString('base64url')
}

/** After a crash at any moment the file is either absent or whole. */
async function writeDurably(directory: string, path: string, text: string): Promise<void> {
  const draft = `${path}.new`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  const parent = await open(directory, 'r')
  await parent.sync().finally(() => parent.close())
}
