import { delimiter, dirname, resolve } from 'node:path'
import { z } from 'zod'

const secret = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64 (openssl rand -base64 32)')
  .optional()

/** What becomes of documents that no client has registered: executed, executed and reported, or refused. */
export const persistedOperationsModes = ['off', 'log', 'require'] as const
export type PersistedOperationsMode = (typeof persistedOperationsModes)[number]

/** Every variable that the process reads; `.env.example` documents each. */
const variables = z.object({
  NODE_ENV: z.string().optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_OWNER_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(16),
  SESSION_KEY: z.string().min(1).optional(),
  MASTER_KEY: secret,
  INDEX_KEY: secret,
  CURSOR_KEY: secret,
  ALLOWED_ORIGINS: z.string().default(''),
  PERSISTED_OPERATIONS: z.enum(persistedOperationsModes).optional(),
  PERSISTED_OPERATIONS_DIR: z.string().min(1).optional(),
  DEMO_DATA: z.stringbool().optional(),
  DRAIN_DELAY_MS: z.coerce.number().int().min(0).max(60_000).default(0),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

export interface Config {
  /** Our own apps' APIs tell nothing of their schemas. */
  production: boolean
  port: number
  host: string
  /** Absolute. Holds the embedded database and the generated secrets. */
  dataDir: string
  /** Of the unprivileged role; null runs the embedded database. */
  databaseUrl: string | null
  /** Of the role that owns the tables: migrations. */
  databaseOwnerUrl: string | null
  poolSize: number
  secrets: ConfiguredSecrets
  /** Besides the gateway's own origin. */
  allowedOrigins: readonly string[]
  /** Of the admin app and the chef app. */
  persistedOperations: PersistedOperationsConfig
  demoData: boolean
  drainDelayMs: number
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

export interface PersistedOperationsConfig {
  mode: PersistedOperationsMode
  /** Absolute; holds a folder of manifests for each audience. Null registers nothing. */
  directory: string | null
}

/** Secrets that the environment gives; what is undefined is generated and kept in the data directory. */
export interface ConfiguredSecrets {
  sessionKey: string | undefined
  masterKey: string | undefined
  indexKey: string | undefined
  cursorKey: string | undefined
}

const NOTHING_REGISTERED =
  'PERSISTED_OPERATIONS_DIR: must be set where operations have to be registered (PERSISTED_OPERATIONS=require, the default with NODE_ENV=production)'

export const variableNames: readonly string[] = Object.keys(variables.shape)

/** Reads the environment; refuses with one message that lists all that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = variables.safeParse(present)
  const wrong = result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  const secretNames = ['SESSION_KEY', 'MASTER_KEY', 'INDEX_KEY', 'CURSOR_KEY'] as const
  if (present.DATABASE_URL !== undefined) {
    for (const name of secretNames) {
      if (present[name] === undefined) wrong.push(`${name}: must be set together with DATABASE_URL`)
    }
  }
  const production = present.NODE_ENV === 'production'
  const defaultMode = production ? 'require' : 'off'
  const mustBeRegistered = (present.PERSISTED_OPERATIONS ?? defaultMode) === 'require'
  if (mustBeRegistered && present.PERSISTED_OPERATIONS_DIR === undefined) wrong.push(NOTHING_REGISTERED)
  if (!result.success || wrong.length > 0) throw new ConfigError(wrong)
  const values = result.data
  return {
    production,
    port: values.PORT,
    host: values.HOST,
    dataDir: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    databaseOwnerUrl: values.DATABASE_OWNER_URL ?? null,
    poolSize: values.DATABASE_POOL_SIZE,
    secrets: {
      sessionKey: values.SESSION_KEY,
      masterKey: values.MASTER_KEY,
      indexKey: values.INDEX_KEY,
      cursorKey: values.CURSOR_KEY,
    },
    allowedOrigins: values.ALLOWED_ORIGINS.split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
    persistedOperations: {
      mode: values.PERSISTED_OPERATIONS ?? defaultMode,
      directory: values.PERSISTED_OPERATIONS_DIR ? resolve(values.PERSISTED_OPERATIONS_DIR) : null,
    },
    demoData: values.DEMO_DATA ?? values.DATABASE_URL === undefined,
    drainDelayMs: values.DRAIN_DELAY_MS,
    logLevel: values.LOG_LEVEL,
  }
}

/** The environment of a child process: ours with these variables, and `node` is the one that runs us. */
export function childEnvironment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`
  return { ...process.env, PATH: path, ...variables }
}

export class ConfigError extends Error {
  constructor(wrong: readonly string[]) {
    super(`The environment is not right:\n${wrong.map((line) => `  ${line}`).join('\n')}\nSee .env.example.`)
    this.name = 'ConfigError'
  }
}
