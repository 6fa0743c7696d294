import { hashPassword } from '#platform/crypto/passwords.ts'

/** Hashes many passwords at once in a process with threads for all of them, and prints by how many bytes it grew. */
const FLOOD = 16

await hashPassword('the first one loads the library')
const before = process.resourceUsage().maxRSS
await Promise.all(Array.from({ length: FLOOD }, (_, at) => hashPassword(`password ${at}`)))
process.stdout.write(String((process.resourceUsage().maxRSS - before) * 1024))
