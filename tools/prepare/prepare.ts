import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { fingerprint } from './fingerprint.ts'
import { type Product, type Purpose, purposes, ROOT } from './products.ts'

/** What each product was made from; it is gone with the products, when somebody clears `build` away. */
const RECORD = 'build/prepared.json'

/**
 * Makes what is missing or was made from other sources than those that are there now. Parameters: the purpose
 * (`gateway`, `code` or, by default, `everything`), and `--again` to make what is current too.
 */
export async function prepare(parameters: readonly string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args: [...parameters],
    allowPositionals: true,
    options: { again: { type: 'boolean', default: false } },
  })
  const [purpose = 'everything'] = positionals
  if (!isPurpose(purpose)) throw new Error(`prepare for what? ${Object.keys(purposes).join(', ')}; not ${purpose}`)
  for (const product of purposes[purpose]) await provide(product, values)
}

interface Provision {
  root?: string
  again?: boolean
  /** Told before something takes its time. */
  say?: (text: string) => void
}

/** Makes the product if it has to be made. */
export async function provide(
  product: Product,
  { root = ROOT, again = false, say = (text) => process.stderr.write(`${text}\n`) }: Provision = {},
): Promise<void> {
  const record = join(root, RECORD)
  const sources = fingerprint(root, product.sources)
  const isCurrent = existsSync(join(root, product.result)) && readRecord(record)[product.result] === sources
  if (isCurrent && !again) return
  say(`Making the ${product.name} …`)
  try {
    await product.make()
  } catch (error) {
    if (!isNotInstalled(error)) throw error
    throw new Error(`The ${product.name} cannot be made: its tool is not installed. Run npm ci without --omit=dev.`)
  }
  mkdirSync(dirname(record), { recursive: true })
  writeFileSync(record, `${JSON.stringify({ ...readRecord(record), [product.result]: sources }, null, 2)}\n`)
}

function readRecord(path: string): Record<string, string> {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
}

function isNotInstalled(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND'
}

function isPurpose(text: string): text is Purpose {
  return Object.hasOwn(purposes, text)
}
