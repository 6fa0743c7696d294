import { createInterface } from 'node:readline'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import { dropLeftovers } from './databases.ts'
import { administer, type Datasource, parsePlace, quote, withDatabase } from './datasource.ts'
import { Engine } from './engine.ts'
import { logLine } from './engine-log.ts'
import { Panics } from './panics.ts'
import { Printer, type Send } from './printer.ts'

type Method = (params: never) => Promise<unknown>

interface Request {
  id: number | string
  /** Absent in the answers to our own messages. */
  method?: string
  params: never
}

/** What the engine does by itself. */
const PLAIN_METHODS = [
  'applyMigrations',
  'dbExecute',
  'devDiagnostic',
  'diagnoseMigrationHistory',
  'ensureConnectionValidity',
  'introspect',
  'markMigrationApplied',
  'markMigrationRolledBack',
  'reset',
  'schemaPush',
] as const satisfies readonly (keyof SchemaEngine)[]

/** Prisma's command line stops us right after its last request; what runs may end, but not for ever. */
const STOP_TIMEOUT_MS = 3_000

/** Answers JSON-RPC requests, one on each line of stdin, one after the other, until stdin ends. */
export async function serveRequests(datasource: Datasource, datamodels: readonly string[]): Promise<void> {
  const panics = new Panics((code) => void exit(code))
  const send: Send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  const printer = new Printer(send)
  const methods = createMethods(datasource, await Engine.load(datasource, datamodels), printer)
  let queue = Promise.resolve()
  createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
    .on('line', (line) => {
      if (!line.trim()) return
      const request = JSON.parse(line) as Request
      if (request.method === undefined) printer.acknowledge(request.id)
      else queue = queue.then(async () => send({ id: request.id, ...(await answer(methods, request, panics)) }))
    })
    .on('close', () => void queue.finally(() => exit(0)))
  process.on('SIGTERM', () => {
    setTimeout(() => exit(0), STOP_TIMEOUT_MS)
    void queue.finally(() => exit(0))
  })
  logLine('INFO', { message: 'Starting schema engine RPC server', git_hash: 'wasm' })
}

function createMethods(datasource: Datasource, engine: Engine, printer: Printer): Record<string, Method> {
  const plain = PLAIN_METHODS.map((name): [string, Method] => [
    name,
    (params) => engine.use((inner) => inner[name](params) as Promise<unknown>),
  ])
  return {
    ...Object.fromEntries(plain),
    getDatabaseVersion: () => engine.use((inner) => inner.version(null)),
    async createDatabase() {
      const { connectionString, database } = parsePlace(datasource.url)
      await administer(withDatabase(connectionString, 'postgres'), `CREATE DATABASE ${quote(database)}`)
      return { databaseName: database }
    },
    async diff(params) {
      const { stdout, ...rest } = await engine.diff(params)
      if (stdout) await printer.print(stdout.replace(/\n$/, ''))
      return rest
    },
    evaluateDataLoss: (input) => engine.evaluateDataLoss(input),
    createMigration: (input) => engine.createMigration(input),
  }
}

async function answer(methods: Record<string, Method>, { method = '', params }: Request, panics: Panics) {
  const perform = methods[method]
  if (!perform) return { error: { code: -32601, message: `Method not found: ${method}` } }
  try {
    return { result: (await panics.failing(perform(params))) ?? null }
  } catch (error) {
    const message = 'An error happened. Check the data field for details.'
    return { error: { code: 4466, message, data: describe(error) } }
  }
}

function describe(error: unknown): object {
  const { code, message, meta } = (error ?? {}) as { code?: unknown; message?: unknown; meta?: unknown }
  return {
    is_panic: false,
    message: String(message ?? error),
    ...(typeof code === 'string' && /^P\d{4}$/.test(code) && { error_code: code }),
    ...(meta !== undefined && { meta }),
  }
}

async function exit(code: number): Promise<void> {
  await dropLeftovers()
  process.exit(code)
}
