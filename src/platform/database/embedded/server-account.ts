import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The user that PostgreSQL runs as where this process is root; PostgreSQL refuses to run as root itself. */
export interface ServerAccount {
  uid: number
  gid: number
}

/**
 * Undefined unless this process is root. Otherwise the owner of the cluster where there is one, else the user `postgres`
 * of the system, else `nobody`.
 */
export async function chooseServerAccount(cluster: { directory: string; exists: boolean }) {
  if (process.getuid?.() !== 0) return undefined
  if (cluster.exists) {
    const { uid, gid } = await stat(cluster.directory)
    if (uid === 0)
      throw new Error(`${cluster.directory} belongs to root, but PostgreSQL does not run as root: chown it`)
    return { uid, gid }
  }
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody')
  if (!user) throw new Error('PostgreSQL does not run as root, and /etc/passwd has no user postgres or nobody')
  return { uid: Number(user[2]), gid: Number(user[3]) }
}

/** Whether the account may enter the directory. Asked of the system by trying, because access lists count too. */
export async function canEnter(account: ServerAccount, directory: string): Promise<boolean> {
  return run('/bin/sh', ['-c', 'test -x "$1"', 'sh', directory], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  )
}
