import { delimiter, dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { Audience } from '#kernel/audience.ts'
import { type IdentityProviderSettings, identityProviderList } from './crypto/identity-provider-settings.ts'
import type { MailSettings } from './mail/open-mailer.ts'
import { type Allowances, allowancesText, defaultAllowances } from './rate-limits/allowances.ts'

const secret = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64 (openssl rand -base64 32)')
  .optional()

/** What becomes of documents that no client has registered: executed, executed and reported, or refused. */
export const persistedOperationsModes = ['off', 'log', 'require'] as const
export type PersistedOperationsMode = (typeof persistedOperationsModes)[number]
const origins = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  )
  .refine(
    (list) => list.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin),
    'must be origins, like https://app.example.com, with commas between them',
  )
const networks = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((network) => network.trim())
      .filter(Boolean),
  )
  .pipe(
    z.array(
      z.union(
        [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
        'must be addresses or networks, like 10.0.0.0/8, with commas between them',
      ),
    ),
  )
/** `ada@example.com` or `Ada <ada@example.com>`. */
const SENDER = /^(?:[^<>@,"\r\n]+ <[^\s<>@,]+@[^\s<>@,]+>|[^\s<>@,]+@[^\s<>@,]+)$/

function isBase(text: string): boolean {
  return !/[?#]/.test(text)
}

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
  PREVIOUS_SESSION_KEY: z.string().min(1).optional(),
  MASTER_KEY: secret,
  INDEX_KEY: secret,
  CURSOR_KEY: secret,
  API_KEY_PEPPER: secret,
  PERSISTED_OPERATIONS: z.enum(persistedOperationsModes).optional(),
  PERSISTED_OPERATIONS_DIR: z.string().min(1).optional(),
  ALLOWED_ORIGINS: origins,
  PUBLIC_ALLOWED_ORIGINS: origins,
  TRUSTED_PROXIES: networks,
  IDENTITY_PROVIDERS: identityProviderList,
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z.string().regex(SENDER, 'must be an e-mail address, or a name and <address>').optional(),
  APP_URL: z
    .url({ protocol: /^https?$/ })
    .refine(isBase, 'must have neither a query nor a fragment')
    .optional(),
  GATEWAY_URL: z
    .url({ protocol: /^https?$/ })
    .refine(isBase, 'must have neither a query nor a fragment')
    .optional(),
  DEMO_DATA: z.stringbool().optional(),
  RATE_LIMITS: allowancesText.optional(),
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
  /** Of the admin app and the chef app. */
  persistedOperations: PersistedOperationsConfig
  /** Of browsers, besides the gateway's own. */
  allowedOrigins: Readonly<Record<Audience, readonly string[]>>
  /** Addresses and networks of the proxies in front of us. */
  trustedProxies: readonly string[]
  identityProviders: readonly IdentityProviderSettings[]
  mail: MailSettings
  /** Where the staff's app is, without a slash at the end: links in mails begin with it. */
  appUrl: string
  /** Where clients reach the gateway, without a slash at the end; null for the address that it listens on. */
  gatewayUrl: string | null
  demoData: boolean
  allowances: Allowances
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
  /** Never generated: there is one only while the session key is being changed. */
  previousSessionKey: string | undefined
  masterKey: string | undefined
  indexKey: string | undefined
  cursorKey: string | undefined
  apiKeyPepper: string | undefined
}

const NOTHING_REGISTERED =
  'PERSISTED_OPERATIONS_DIR: must be set where operations have to be registered (PERSISTED_OPERATIONS=require, the default with NODE_ENV=production)'
/** What must be set with a variable: what stands in for it otherwise is good on one machine only. */
const together = {
  DATABASE_URL: ['SESSION_KEY', 'MASTER_KEY', 'INDEX_KEY', 'CURSOR_KEY', 'API_KEY_PEPPER'],
  SMTP_URL: ['MAIL_FROM', 'APP_URL'],
} as const

export const variableNames: readonly string[] = Object.keys(variables.shape)

/** Reads the environment; refuses with one message that lists all that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = variables.safeParse(present)
  const wrong = result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  for (const [variable, companions] of Object.entries(together)) {
    if (present[variable] === undefined) continue
    for (const name of companions) {
      if (present[name] === undefined) wrong.push(`${name}: must be set together with ${variable}`)
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
      previousSessionKey: values.PREVIOUS_SESSION_KEY,
      masterKey: values.MASTER_KEY,
      indexKey: values.INDEX_KEY,
      cursorKey: values.CURSOR_KEY,
      apiKeyPepper: values.API_KEY_PEPPER,
    },
    persistedOperations: {
      mode: values.PERSISTED_OPERATIONS ?? defaultMode,
      directory: values.PERSISTED_OPERATIONS_DIR ? resolve(values.PERSISTED_OPERATIONS_DIR) : null,
    },
    allowedOrigins: {
      admin: values.ALLOWED_ORIGINS,
      chef: values.ALLOWED_ORIGINS,
      public: values.PUBLIC_ALLOWED_ORIGINS,
    },
    trustedProxies: values.TRUSTED_PROXIES,
    identityProviders: values.IDENTITY_PROVIDERS,
    mail: {
      smtpUrl: values.SMTP_URL ?? null,
      from: values.MAIL_FROM ?? 'Teppan <teppan@localhost>',
      outbox: resolve(values.DATA_DIR, 'outbox'),
    },
    appUrl: (values.APP_URL ?? 'http://localhost:3000').replace(/\/+$/, ''),
    gatewayUrl: values.GATEWAY_URL?.replace(/\/+$/, '') ?? null,
    demoData: values.DEMO_DATA ?? values.DATABASE_URL === undefined,
    allowances: values.RATE_LIMITS ?? defaultAllowances,
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
