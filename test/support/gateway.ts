import { generateKeyPairSync, randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import type { Audience } from '#kernel/audience.ts'
import type { Clock } from '#kernel/clock.ts'
import type { Log } from '#platform/log.ts'
import type { Mail, Mailer } from '#platform/mail/mailer.ts'
import type { Secrets } from '#platform/secrets.ts'
import { systemClock } from '#platform/system-clock.ts'
import { paths } from '#server/endpoint.ts'
import { type Gateway, type GatewayOptions, startGateway } from '#server/gateway.ts'
import type { TypedDocument } from '../../client/documents.ts'
import { generous } from './allowances.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

/** The API of one audience. */
export interface TestApi {
  /** Sends any request at all to its path. */
  request<Data = Record<string, unknown>>(init?: RequestInit, search?: string): Promise<Answer<Data>>
  /** Sends one operation over HTTP. */
  send<Data = Record<string, unknown>>(query: string, variables?: object, token?: string): Promise<Answer<Data>>
  /** The same, for operations that must not have errors. */
  query<Data = Record<string, never>>(query: string, variables?: object, token?: string): Promise<Data>
  /** The same, for one of the operations in test/operations/admin. */
  run<Data, Variables extends object>(
    document: TypedDocument<Data, Variables>,
    variables: Variables,
    token?: string,
  ): Promise<Data>
}

/** A running gateway with a database of its own. */
export interface TestGateway extends TestApi {
  url: string
  gateway: Gateway
  database: TestDatabase
  secrets: Secrets
  /** Everything that was logged since the last call. */
  takeLog(): LogEntry[]
  /** Everything that was mailed since the last call. */
  takeMails(): Mail[]
  /** All statements of reads since the last call, the transaction's own included. */
  takeStatements(): string[]
  /** Runs SQL past row-level security, to see what is really there. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>
  /** The API of another audience; what stands here itself is the admin API. */
  on(audience: Audience): TestApi
  stop(): Promise<void>
}

export interface Answer<Data = Record<string, unknown>> {
  status: number
  headers: Headers
  body: { data?: Data | null; errors?: AnswerError[]; extensions?: { requestId: string } }
}

export interface AnswerError {
  message: string
  locations?: { line: number; column: number }[]
  path?: (string | number)[]
  extensions: { code: string; requestId: string } & Record<string, unknown>
}

export interface LogEntry {
  level: keyof Log
  fields: Record<string, unknown>
  message: string
}

export function createTestSecrets(): Secrets {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return {
    sessionKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    previousSessionKey: null,
    masterKey: randomBytes(32),
    indexKey: randomBytes(32),
    cursorKey: randomBytes(32),
    apiKeyPepper: randomBytes(32),
  }
}

export interface TestGatewayOptions
  extends Partial<
    Pick<
      GatewayOptions,
      | 'allowances'
      | 'allowedOrigins'
      | 'trustedProxies'
      | 'decorateAuthenticator'
      | 'engine'
      | 'executionMs'
      | 'gatewayUrl'
      | 'graphiql'
      | 'holdSweepMs'
      | 'identityProviders'
      | 'mailer'
      | 'persistedOperations'
      | 'poolSize'
      | 'production'
      | 'schemaOf'
      | 'secrets'
      | 'travelTimes'
    >
  > {
  clock?: Clock
  /** Another gateway's database, which stays when this gateway stops. */
  database?: TestDatabase
}

function recordLog(): { log: Log; take(): LogEntry[] } {
  let entries: LogEntry[] = []
  const at = (level: keyof Log) => (fields: object, message: string) =>
    entries.push({ level, fields: { ...fields }, message })
  return {
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    take() {
      const taken = entries
      entries = []
      return taken
    },
  }
}

/** A mailer that keeps every mail. */
function recordMails(): { mailer: Mailer; take(): Mail[] } {
  let mails: Mail[] = []
  return {
    mailer: { send: async (mail) => void mails.push(mail) },
    take() {
      const taken = mails
      mails = []
      return taken
    },
  }
}

export async function startTestGateway({ database: given, ...options }: TestGatewayOptions = {}): Promise<TestGateway> {
  const database = given ?? (await createTestDatabase())
  let statements: string[] = []
  const { log, take: takeLog } = recordLog()
  const { mailer, take: takeMails } = recordMails()
  const secrets = options.secrets ?? createTestSecrets()
  const gateway = await startGateway({
    production: false,
    persistedOperations: { mode: 'off', directory: null },
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.gatewayUrl,
    poolSize: 10,
    secrets,
    clock: systemClock,
    log,
    trustedProxies: [],
    identityProviders: [],
    allowedOrigins: { admin: [], chef: [], public: [] },
    drainDelayMs: 0,
    allowances: generous,
    mail: { smtpUrl: null, from: 'test@localhost', outbox: '/nonexistent' },
    mailer,
    appUrl: 'https://app.example',
    gatewayUrl: null,
    // Statements are counted: nothing comes in between that a test has not asked for.
    holdSweepMs: null,
    engine: inject('engine'),
    graphiql: () => ({ samples: [] }),
    observeStatement: (text) => statements.push(text),
    ...options,
  })
  const admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 })
  // A connection that is closing may be ended once more by the drop of its database; nobody else would hear of it.
  admin.on('connect', (client) => client.on('error', () => undefined))

  return {
    url: gateway.url,
    gateway,
    database,
    secrets,
    takeLog,
    takeMails,
    takeStatements() {
      const taken = statements
      statements = []
      return taken
    },
    async sql(text, values) {
      return (await admin.query(text, values)).rows
    },
    ...connectTo(`${gateway.url}${paths.admin}`),
    on: (audience) => connectTo(`${gateway.url}${paths[audience]}`),
    async stop() {
      await gateway.stop()
      await admin.end()
      if (!given) await database.drop()
    },
  }
}

function connectTo(endpoint: string): TestApi {
  async function request<Data>(init: RequestInit = {}, search = ''): Promise<Answer<Data>> {
    const response = await fetch(`${endpoint}${search}`, init)
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer<Data>['body'] }
  }

  function send<Data>(query: string, variables?: object, token?: string): Promise<Answer<Data>> {
    return request({
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({ query, variables }),
    })
  }

  async function query<Data>(text: string, variables?: object, token?: string): Promise<Data> {
    const { body } = await send<Data>(text, variables, token)
    if (body.errors || !body.data) throw new Error(`the operation failed: ${JSON.stringify(body)}`)
    return body.data
  }

  return { request, send, query, run: (document, variables, token) => query(document.toString(), variables, token) }
}
