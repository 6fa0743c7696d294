import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { hashPassword, takePasswordTurn } from '#platform/crypto/passwords.ts'

const verifyPassword = (password: string, hash: string | null) => takePasswordTurn((verify) => verify(password, hash))

const MEBIBYTE = 1024 * 1024

describe('a password', () => {
  it('is kept as Argon2id with 19 MiB, two passes, one lane, and a salt of its own', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')])
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(other).not.toBe(one)
  })

  it('opens with itself alone', async () => {
    const hash = await hashPassword('correct horse')
    expect(await verifyPassword('correct horse', hash)).toBe(true)
    expect(await verifyPassword('Correct horse', hash)).toBe(false)
    expect(await verifyPassword('', hash)).toBe(false)
  })

  it('opens nothing where there is no account, not even with the password that stands in', async () => {
    expect(await verifyPassword('no account has this password', null)).toBe(false)
  })

  it('is hashed with at most three others at once: a flood of sign-ins does not take all memory', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'hash-flood.ts')], {
      env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
    })
    // Each hash takes 19 MiB while it runs.
    expect(Number(stdout)).toBeGreaterThan(19 * MEBIBYTE)
    expect(Number(stdout)).toBeLessThan(6 * 19 * MEBIBYTE)
  })
})
