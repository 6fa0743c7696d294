import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { publicId } from '#graphql/ids.ts'
import { ConfigError, childEnvironment, readConfig } from '#platform/config.ts'
import { defaultAllowances } from '#platform/rate-limits/allowances.ts'

const key = () => randomBytes(32).toString('base64')
const secrets = {
  SESSION_KEY: 'a key in PEM',
  MASTER_KEY: key(),
  INDEX_KEY: key(),
  CURSOR_KEY: key(),
  API_KEY_PEPPER: key(),
}
const SECRETS_AS_READ = {
  sessionKey: secrets.SESSION_KEY,
  previousSessionKey: 'an older key in PEM',
  masterKey: secrets.MASTER_KEY,
  indexKey: secrets.INDEX_KEY,
  cursorKey: secrets.CURSOR_KEY,
  apiKeyPepper: secrets.API_KEY_PEPPER,
}
const ACME = {
  name: 'acme',
  issuer: 'https://id.acme.example',
  audience: 'teppan',
  jwksUrl: 'https://id.acme.example/keys.json',
}

const ORGANIZATION_UUID = '0197b5c8-0000-7000-8000-000000000001'
/** As the API writes it. */
const ORGANIZATION = publicId('organization', ORGANIZATION_UUID)

describe('the configuration', () => {
  it('needs no variable at all', () => {
    expect(readConfig({})).toEqual({
      production: false,
      port: 4000,
      host: '127.0.0.1',
      dataDir: resolve('.data'),
      databaseUrl: null,
      databaseOwnerUrl: null,
      poolSize: 16,
      persistedOperations: { mode: 'off', directory: null },
      secrets: {
        sessionKey: undefined,
        previousSessionKey: undefined,
        masterKey: undefined,
        indexKey: undefined,
        cursorKey: undefined,
        apiKeyPepper: undefined,
      },
      allowedOrigins: { admin: [], chef: [], public: [] },
      trustedProxies: [],
      identityProviders: [],
      mail: { smtpUrl: null, from: 'Teppan <teppan@localhost>', outbox: resolve('.data/outbox') },
      appUrl: 'http://localhost:3000',
      gatewayUrl: null,
      allowances: defaultAllowances,
      demoData: true,
      drainDelayMs: 0,
      logLevel: 'info',
    })
  })

  it('reads what is given', () => {
    const config = readConfig({
      NODE_ENV: 'production',
      PORT: '0',
      HOST: '0.0.0.0',
      DATA_DIR: '/srv/teppan',
      DATABASE_URL: 'postgresql://teppan_gateway@db/teppan',
      DATABASE_OWNER_URL: 'postgres://teppan_owner@db/teppan',
      DATABASE_POOL_SIZE: '40',
      ...secrets,
      PREVIOUS_SESSION_KEY: 'an older key in PEM',
      ALLOWED_ORIGINS: 'https://a.example, https://b.example,',
      PERSISTED_OPERATIONS: 'log',
      PERSISTED_OPERATIONS_DIR: '/srv/operations',
      PUBLIC_ALLOWED_ORIGINS: 'https://partner.example',
      TRUSTED_PROXIES: '10.0.0.0/8, fd00::1',
      IDENTITY_PROVIDERS: JSON.stringify([
        ACME,
        { ...ACME, name: 'local', algorithms: ['EdDSA'], organizationId: ORGANIZATION },
      ]),
      DEMO_DATA: 'true',
      GATEWAY_URL: 'https://api.iron-maple.example/gateway/',
      DRAIN_DELAY_MS: '5000',
      RATE_LIMITS: '{"STAFF": {"limit": 50000}, "TRIAL": {"operation": 100, "concurrency": 2}}',
      LOG_LEVEL: 'warn',
    })
    expect(config).toEqual({
      production: true,
      port: 0,
      host: '0.0.0.0',
      dataDir: '/srv/teppan',
      databaseUrl: 'postgresql://teppan_gateway@db/teppan',
      databaseOwnerUrl: 'postgres://teppan_owner@db/teppan',
      poolSize: 40,
      secrets: SECRETS_AS_READ,
      persistedOperations: { mode: 'log', directory: '/srv/operations' },
      allowedOrigins: {
        admin: ['https://a.example', 'https://b.example'],
        chef: ['https://a.example', 'https://b.example'],
        public: ['https://partner.example'],
      },
      trustedProxies: ['10.0.0.0/8', 'fd00::1'],
      identityProviders: [
        { ...ACME, algorithms: ['RS256', 'ES256'], organizationId: null },
        { ...ACME, name: 'local', algorithms: ['EdDSA'], organizationId: ORGANIZATION_UUID },
      ],
      mail: { smtpUrl: null, from: 'Teppan <teppan@localhost>', outbox: '/srv/teppan/outbox' },
      appUrl: 'http://localhost:3000',
      gatewayUrl: 'https://api.iron-maple.example/gateway',
      allowances: {
        ...defaultAllowances,
        STAFF: { ...defaultAllowances.STAFF, limit: 50_000 },
        TRIAL: { ...defaultAllowances.TRIAL, operation: 100, concurrency: 2 },
      },
      demoData: true,
      drainDelayMs: 5000,
      logLevel: 'warn',
    })
  })

  it('reads how mails leave, and where their links lead', () => {
    const { mail, appUrl } = readConfig({
      SMTP_URL: 'smtp://teppan:secret@mail.example:587?requireTLS=true',
      MAIL_FROM: 'Iron & Maple <office@iron-maple.example>',
      APP_URL: 'https://app.iron-maple.example/staff/',
    })
    expect(mail).toEqual({
      smtpUrl: 'smtp://teppan:secret@mail.example:587?requireTLS=true',
      from: 'Iron & Maple <office@iron-maple.example>',
      outbox: resolve('.data/outbox'),
    })
    expect(appUrl).toBe('https://app.iron-maple.example/staff')
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', MASTER_KEY: '' })).toEqual(readConfig({}))
  })

  it('puts no demo data into a database of one’s own, unless told to', () => {
    const own = { DATABASE_URL: 'postgres://db/teppan', ...secrets }
    expect(readConfig(own).demoData).toBe(false)
    expect(readConfig({ ...own, DEMO_DATA: 'yes' }).demoData).toBe(true)
    expect(readConfig({ DEMO_DATA: 'false' }).demoData).toBe(false)
  })

  it('requires registered operations in production, and then the directory that holds them', () => {
    const directory = resolve('operations')
    const modeOf = (environment: NodeJS.ProcessEnv) => readConfig(environment).persistedOperations
    const inProduction = { NODE_ENV: 'production', PERSISTED_OPERATIONS_DIR: 'operations' }
    expect(modeOf(inProduction)).toEqual({ mode: 'require', directory })
    expect(modeOf({ ...inProduction, PERSISTED_OPERATIONS: 'off' })).toEqual({ mode: 'off', directory })
    expect(modeOf({ NODE_ENV: 'staging' })).toEqual({ mode: 'off', directory: null })
    for (const environment of [{ NODE_ENV: 'production' }, { PERSISTED_OPERATIONS: 'require' }]) {
      expect(refusalOf(environment).message).toContain('PERSISTED_OPERATIONS_DIR: must be set')
    }
  })

  it('refuses with one message that lists all that is wrong', () => {
    const environment = { PORT: '70000', DATABASE_POOL_SIZE: '1', LOG_LEVEL: 'loud', MASTER_KEY: 'short' }
    const refusal = refusalOf({ ...environment, DATABASE_URL: 'mysql://db/teppan', SESSION_KEY: 'a key in PEM' })
    expect(refusal).toBeInstanceOf(ConfigError)
    const [first, ...lines] = refusal.message.split('\n')
    expect(first).toBe('The environment is not right:')
    expect(lines.at(-1)).toBe('See .env.example.')
    expect(lines.slice(0, -1).map((line) => line.trim().split(':')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'DATABASE_POOL_SIZE',
      'MASTER_KEY',
      'LOG_LEVEL',
      'INDEX_KEY',
      'CURSOR_KEY',
      'API_KEY_PEPPER',
    ])
  })

  it.each<[string, string, string]>([
    ['a network that is none', 'TRUSTED_PROXIES', '10.0.0.0/8, example.com'],
    ['a network that is too large', 'TRUSTED_PROXIES', '10.0.0.0/40'],
    ['an identity provider outside of a list', 'IDENTITY_PROVIDERS', JSON.stringify(ACME)],
    ['identity providers that are no JSON', 'IDENTITY_PROVIDERS', 'acme'],
    ['keys that anybody on the way could change', 'IDENTITY_PROVIDERS', providers({ jwksUrl: 'http://acme.example/' })],
    ['keys in a file', 'IDENTITY_PROVIDERS', providers({ jwksUrl: 'file:///etc/keys.json' })],
    ['a signature that anybody can make', 'IDENTITY_PROVIDERS', providers({ algorithms: ['none'] })],
    ['a signature with a shared secret', 'IDENTITY_PROVIDERS', providers({ algorithms: ['HS256'] })],
    ['a name that is none', 'IDENTITY_PROVIDERS', providers({ name: 'Acme Inc.' })],
    ['what nobody knows', 'IDENTITY_PROVIDERS', providers({ clientSecret: 'hunter2' })],
    [
      'a provider of an organization that is none',
      'IDENTITY_PROVIDERS',
      providers({ organizationId: ORGANIZATION_UUID }),
    ],
    ['limits that are no JSON', 'RATE_LIMITS', 'many'],
    ['two providers of one name', 'IDENTITY_PROVIDERS', JSON.stringify([ACME, ACME])],
  ])('refuses %s', (_what, variable, value) => {
    const { message } = refusalOf({ [variable]: value })
    expect(message).toContain(`  ${variable}`)
    expect(message).not.toContain('hunter2')
  })

  it('takes the keys of an identity provider on this very machine without encryption', () => {
    const jwksUrl = 'http://127.0.0.1:9000/keys.json'
    expect(readConfig({ IDENTITY_PROVIDERS: providers({ jwksUrl }) }).identityProviders).toMatchObject([{ jwksUrl }])
  })

  it('never repeats a secret in its refusal', () => {
    expect(refusalOf({ MASTER_KEY: 'hunter2hunter2' }).message).not.toContain('hunter2')
    expect(refusalOf({ DATABASE_URL: 'mysql://teppan:hunter2@db/teppan' }).message).not.toContain('hunter2')
    expect(refusalOf({ SMTP_URL: 'http://teppan:hunter2@mail/' }).message).not.toContain('hunter2')
  })

  it.each(['SESSION_KEY', 'MASTER_KEY', 'INDEX_KEY', 'CURSOR_KEY', 'API_KEY_PEPPER'] as const)(
    'requires %s with a database of one’s own: a generated one would be lost with the machine',
    (name) => {
      const environment = { DATABASE_URL: 'postgres://db/teppan', ...secrets, [name]: undefined }
      expect(refusalOf(environment).message).toContain(`${name}: must be set together with DATABASE_URL`)
    },
  )

  it.each(['MAIL_FROM', 'APP_URL'] as const)('requires %s with a mail server: real mails need real links', (name) => {
    const mail = { SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'office@app.example', APP_URL: 'https://app.example' }
    expect(readConfig(mail).mail.from).toBe('office@app.example')
    const message = refusalOf({ ...mail, [name]: undefined }).message
    expect(message).toContain(`${name}: must be set together with SMTP_URL`)
  })

  it.each([
    ['SMTP_URL', 'https://mail.example'],
    ['SMTP_URL', 'mail.example'],
    ['MAIL_FROM', 'office'],
    ['MAIL_FROM', 'office@app.example, other@app.example'],
    ['MAIL_FROM', 'Office <office@app.example>\r\nBcc: other@app.example'],
    ['APP_URL', 'app.example'],
    ['APP_URL', 'javascript:alert(1)'],
    ['APP_URL', 'https://app.example/?next='],
    ['APP_URL', 'https://app.example/#'],
  ])('refuses %s=%s', (name, value) => {
    expect(refusalOf({ [name]: value }).message).toContain(`${name}: `)
  })
})

describe('the environment of a child process', () => {
  it('has the same variables, others besides, and the same node', () => {
    const environment = childEnvironment({ TEPPAN_TEST_VARIABLE: 'here' })
    expect(environment.TEPPAN_TEST_VARIABLE).toBe('here')
    expect(environment.HOME).toBe(process.env.HOME)
    expect(environment.PATH?.split(':')[0]).toBe(resolve(process.execPath, '..'))
  })
})

function providers(change: object): string {
  return JSON.stringify([{ ...ACME, ...change }])
}

function refusalOf(environment: NodeJS.ProcessEnv): Error {
  try {
    readConfig(environment)
  } catch (error) {
    return error as Error
  }
  throw new Error('the configuration was accepted')
}
