import { type Algorithm, hash, verify } from '@node-rs/argon2'

/** OWASP's minimum for Argon2id: 19 MiB, two passes, one lane. */
const OPTIONS = { algorithm: 2 as Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const CONCURRENT_HASHES = 4

let running = 0
const waiting: (() => void)[] = []

/** Hashing is costly on purpose: at most a few at once, so that a flood of sign-ins starves nothing else. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= CONCURRENT_HASHES) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, OPTIONS))
}

/** Does the same work when there is no such account, so that the time tells nothing. */
export type VerifyPassword = (password: string, passwordHash: string | null) => Promise<boolean>

/** Everything about one password that is shown happens in one turn: not more than a few are under way at any time. */
export function takePasswordTurn<Result>(work: (verify: VerifyPassword) => Promise<Result>): Promise<Result> {
  return inTurn(() => work(verifyNow))
}

let decoy: Promise<string> | undefined

async function verifyNow(password: string, passwordHash: string | null): Promise<boolean> {
  decoy ??= hash('no account has this password', OPTIONS)
  const matches = await verify(passwordHash ?? (await decoy), password, OPTIONS)
  return matches && passwordHash !== null
}
