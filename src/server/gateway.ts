import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import {
  ApiKeyAuthenticator,
  ApiKeyUses,
  CalendarFeedReader,
  SessionAuthenticator,
  stationDirectory,
  throttleApiKeys,
} from '#domains/domains.ts'
import { limits } from '#graphql/limits.ts'
import type { Engine } from '#graphql/prepared-operations.ts'
import type { Audience } from '#kernel/audience.ts'
import type { Clock } from '#kernel/clock.ts'
import { greatCircleTimes, type TravelTimes } from '#kernel/travel-times.ts'
import type { Viewer } from '#kernel/viewer.ts'
import { Closings } from '#platform/closings.ts'
import type { PersistedOperationsConfig } from '#platform/config.ts'
import { noCoupons } from '#platform/coupons.ts'
import { AccessTokens } from '#platform/crypto/access-tokens.ts'
import { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import type { IdentityProviderSettings } from '#platform/crypto/identity-provider-settings.ts'
import { IdentityProviders } from '#platform/crypto/identity-providers.ts'
import { PersonalData } from '#platform/crypto/personal-data.ts'
import { SignedTokens } from '#platform/crypto/signed-tokens.ts'
import type { StatementObserver } from '#platform/database/client-session.ts'
import { GatewayPool } from '#platform/database/pool.ts'
import { PrismaUnitOfWork } from '#platform/database/prisma-unit-of-work.ts'
import { ReadTransaction } from '#platform/database/read-transaction.ts'
import { requireServingRole } from '#platform/database/serving-role.ts'
import { EventLog } from '#platform/events/event-log.ts'
import { Answers } from '#platform/idempotency/answers.ts'
import type { Log } from '#platform/log.ts'
import type { Mailer } from '#platform/mail/mailer.ts'
import { type MailSettings, openMailer } from '#platform/mail/open-mailer.ts'
import { MailerPostbox } from '#platform/mail/postbox.ts'
import type { Allowances } from '#platform/rate-limits/allowances.ts'
import { Budgets } from '#platform/rate-limits/budgets.ts'
import type { Secrets } from '#platform/secrets.ts'
import { type Authenticator, authenticateByAudience, explanations } from './authentication.ts'
import type { AllowedOrigins } from './browser-security.ts'
import { serveCalendars } from './calendars.ts'
import { trustedProxies } from './client-address.ts'
import { type DeprecatedUse, DeprecationUsage } from './deprecation-usage.ts'
import { createEndpoints } from './endpoint.ts'
import { serveGraphiql } from './graphiql.ts'
import type { GraphiqlConfig } from './graphiql-config.ts'
import { type Readiness, serveHealth } from './health.ts'
import { HoldSweeper } from './hold-sweeper.ts'
import { answerTheRest, createHttpServer, knownPaths, serveGraphql, serveSdl } from './http.ts'
import { LiveSockets } from './live-sockets.ts'
import { announceLimits } from './rate-limit-headers.ts'
import type { Platform } from './request-context.ts'
import { closeSockets, serveWebsocket } from './websocket.ts'

export interface GatewayOptions {
  /** Our own apps' APIs tell nothing of their schemas. */
  production: boolean
  host: string
  /** 0 takes a free one. */
  port: number
  /** Of the unprivileged role. */
  databaseUrl: string
  poolSize: number
  secrets: Secrets
  clock: Clock
  log: Log
  persistedOperations: PersistedOperationsConfig
  allowedOrigins: AllowedOrigins
  /** Addresses and networks of the proxies in front of us. */
  trustedProxies: readonly string[]
  /** Whose tokens sign staff in. */
  identityProviders: readonly IdentityProviderSettings[]
  /** How long to keep serving after readiness has gone, so that balancers notice. */
  drainDelayMs: number
  mail: MailSettings
  /** Stands in for the one that `mail` describes. */
  mailer?: Mailer
  /** Where the staff's app is: links in mails begin with it. */
  appUrl: string
  /** Where clients reach the gateway; null for the address that it listens on. */
  gatewayUrl: string | null
  /** Between two sweeps of holds that have run out; 15 seconds when it is not given, and null sweeps none. */
  holdSweepMs?: number | null
  /** How long ways take; as the crow flies when it is not given. */
  travelTimes?: TravelTimes
  /** What everybody may spend. */
  allowances: Allowances
  /** How long an operation may take, in place of the limit for everybody. */
  executionMs?: number
  engine?: Engine
  /** What the GraphiQL page of each audience offers. */
  graphiql: (audience: Audience) => GraphiqlConfig
  /** In place of the schemas that the domains make. */
  schemaOf?: (audience: Audience) => GraphQLSchema
  /** Sees each statement of each operation. */
  observeStatement?: StatementObserver
  /** Stands in front of the real one. */
  decorateAuthenticator?: (authenticator: Authenticator) => Authenticator
}

export interface Gateway {
  /** Where it listens, e.g. `http://127.0.0.1:4000`. */
  readonly url: string
  readonly platform: Platform
  /** Who still uses what is going away. */
  deprecatedUses(): readonly DeprecatedUse[]
  /** Finishes what runs, sends sockets away, and closes everything. */
  stop(): Promise<void>
}

/** How long sockets are given to come back elsewhere, one after the other. */
const SOCKET_CLOSE_SPREAD_MS = 5_000
const FINISH_TIMEOUT_MS = 10_000

/** Builds the whole gateway over a migrated database and listens. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { databaseUrl, log, clock, secrets, allowedOrigins } = options
  const usage = new DeprecationUsage(clock, log)
  const endpoints = await createEndpoints(options, usage)
  const pool = new GatewayPool({ url: databaseUrl, log, size: options.poolSize })
  await requireServingRole(pool).catch(async (error) => {
    await pool.end()
    throw error
  })
  const events = new EventLog({ url: databaseUrl, pool, cursorKey: secrets.cursorKey, clock, log })
  const address = { url: options.gatewayUrl }
  const { platform, postbox } = createPlatform(options, pool, events, address)
  const { sessions, apiKeys } = createAuthenticators(platform)
  const real = authenticateByAudience(sessions, apiKeys)
  const authenticator = options.decorateAuthenticator?.(real) ?? real

  const app = createHttpServer(allowedOrigins)
  const readiness: Readiness = { draining: false, feedHealthy: () => events.feed.healthy }
  serveHealth(app, pool, readiness)
  const directory = join(import.meta.dirname, '../../build/graphiql')
  const proxies = trustedProxies(options.trustedProxies)
  announceLimits(app, { budgets: platform.budgets, paths: knownPaths(endpoints), proxies })
  answerTheRest(app, endpoints, log)
  const calendars = createCalendars(platform)
  serveCalendars(app, { ...platform, proxies, read: (token) => calendars.read(token) })
  for (const endpoint of endpoints) {
    const { audience, path, hasGraphiql } = endpoint
    const graphiql = { path, directory, config: () => options.graphiql(audience) }
    const sendGraphiql = hasGraphiql ? await serveGraphiql(app, graphiql) : null
    if (audience === 'public') serveSdl(app, endpoint)
    serveGraphql(app, { endpoint, platform, authenticator, proxies, sendGraphiql })
  }
  const ofSessions = new LiveSockets((ids) => sessions.findLive(ids), log, explanations.admin.ended)
  const ofKeys = new LiveSockets((ids) => apiKeys.findLive(ids), log, explanations.public.ended)
  const live = { admin: ofSessions, chef: ofSessions, public: ofKeys }
  const sockets = serveWebsocket(app.server, { endpoints, platform, authenticator, allowedOrigins, proxies, live })
  events.start()
  const sweeper = options.holdSweepMs === null ? null : new HoldSweeper(platform, options.holdSweepMs)
  sweeper?.start()
  const url = await app.listen({ host: options.host, port: options.port })
  address.url ??= url

  return {
    url,
    platform,
    deprecatedUses: () => usage.list(),
    async stop() {
      readiness.draining = true
      await delay(options.drainDelayMs)
      const closing = closeSockets(sockets, SOCKET_CLOSE_SPREAD_MS)
      await finish(app)
      await closing
      for (const { gate } of endpoints) gate.close()
      await Promise.all([ofSessions.stop(), ofKeys.stop()])
      await Promise.all(endpoints.map(({ apollo }) => apollo.stop()))
      await sweeper?.stop()
      await events.stop()
      await postbox.close()
      await pool.end()
    },
  }
}

/** What seals, signs and hashes with the secrets. */
function createCryptography(secrets: Secrets, clock: Clock) {
  return {
    personalData: new PersonalData(secrets),
    signedTokens: new SignedTokens(secrets.cursorKey),
    accessTokens: new AccessTokens(secrets, clock),
    apiKeyHashes: new ApiKeyHashes(secrets.apiKeyPepper),
  }
}

/** `address` has the URL once the gateway listens. */
function createPlatform(
  options: GatewayOptions,
  pool: GatewayPool,
  eventLog: EventLog,
  address: { url: string | null },
) {
  const { log, clock, secrets, appUrl, observeStatement } = options
  const unitOfWork = new PrismaUnitOfWork(pool, observeStatement)
  const cryptography = createCryptography(secrets, clock)
  const postbox = new MailerPostbox(options.mailer ?? openMailer(options.mail), unitOfWork, log)
  const platform: Platform = {
    log,
    clock,
    pool,
    unitOfWork,
    events: eventLog.appender,
    eventLog,
    answers: new Answers({ ...cryptography, unitOfWork, clock, log }),
    ...cryptography,
    identityProviders: new IdentityProviders(options.identityProviders, clock, log),
    stations: stationDirectory,
    coupons: noCoupons,
    travelTimes: options.travelTimes ?? greatCircleTimes,
    closings: new Closings(),
    postbox,
    appUrl,
    gatewayUrl: () => address.url ?? '',
    budgets: new Budgets(options.allowances, clock),
    executionMs: options.executionMs ?? limits.executionMs,
    ...(observeStatement && { observeStatement }),
  }
  return { platform, postbox }
}

function createAuthenticators(platform: Platform) {
  const { pool, clock, log, accessTokens, apiKeyHashes, unitOfWork } = platform
  const openReads = (viewer: Viewer) => new ReadTransaction(pool, viewer)
  const uses = new ApiKeyUses(unitOfWork, clock, log)
  return {
    sessions: new SessionAuthenticator(openReads, accessTokens, clock),
    apiKeys: new ApiKeyAuthenticator({
      openReads,
      hashes: apiKeyHashes,
      clock,
      throttle: throttleApiKeys(platform),
      noteUse: (id) => uses.note(id),
    }),
  }
}

function createCalendars({ pool, observeStatement, ...platform }: Platform): CalendarFeedReader {
  const openReads = (viewer: Viewer) => new ReadTransaction(pool, viewer, observeStatement)
  return new CalendarFeedReader({ ...platform, openReads })
}

/** Takes no more connections, lets running requests end, and cuts what has not ended in time. */
async function finish(app: FastifyInstance): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), FINISH_TIMEOUT_MS)
  const closed = app.close()
  app.server.closeIdleConnections()
  await closed
  clearTimeout(cut)
}
