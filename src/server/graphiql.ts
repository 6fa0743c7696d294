import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseAccept } from './accept-header.ts'
import type { GraphiqlConfig } from './graphiql-config.ts'

export interface GraphiqlOptions {
  /** Path of the GraphQL endpoint, without a slash at the end. The page calls the endpoint it was loaded from. */
  readonly path: string
  /** Absolute path of the folder that `npm run build:graphiql` fills. */
  readonly directory: string
  /** Asked once for each page. */
  readonly config: () => GraphiqlConfig
}

/** Answers with the page, or with 503 and the command that builds it. */
export type SendGraphiql = (reply: FastifyReply) => Promise<FastifyReply>

const ASSET_LIFETIME = '365d'

/** Where the build wants the configuration to be, and how it refers to its assets. */
const CONFIG_PLACE = '<!--graphiql-config-->'
const ASSET_REFERENCE = '"./assets/'

/** Inline styles are Monaco's: it writes its theme and its decorations into style elements. */
const SECURITY_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    "worker-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}

/**
 * Serves the assets of GraphiQL below `path`, and returns the function that sends the page.
 * The GraphQL route of the same path calls it for every request that `wantsGraphiql`.
 */
export async function serveGraphiql(app: FastifyInstance, options: GraphiqlOptions): Promise<SendGraphiql> {
  await app.register(fastifyStatic, {
    root: join(options.directory, 'assets'),
    prefix: `${options.path}/assets/`,
    decorateReply: false,
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: ASSET_LIFETIME,
    // A missing build is reported where someone looks at it, on the page.
    suppressWarning: true,
    setHeaders: (reply) => reply.headers(SECURITY_HEADERS),
  })
  return (reply) => sendPage(reply, options)
}

/**
 * A browser's navigation: it names text/html in Accept and prefers JSON no more than that.
 * A client that accepts anything (only wildcards) is a program and wants the API.
 */
export function wantsGraphiql(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const accepted = parseAccept(request.headers.accept ?? '')
  const html = accepted.get('text/html') ?? 0
  const json = Math.max(accepted.get('application/json') ?? 0, accepted.get('application/graphql-response+json') ?? 0)
  return html > 0 && html >= json
}

async function sendPage(reply: FastifyReply, options: GraphiqlOptions): Promise<FastifyReply> {
  reply.headers({ ...SECURITY_HEADERS, 'cache-control': 'no-store', vary: 'Accept' })
  const template = await readTemplate(options.directory)
  if (template === undefined) {
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('GraphiQL is not built. Run `npm run build:graphiql` and load this page again.\n')
  }
  return reply.type('text/html; charset=utf-8').send(renderPage(template, options.path, options.config()))
}

/** The built page, read for each request so that a new build needs no restart; undefined when there is no build. */
async function readTemplate(directory: string): Promise<string | undefined> {
  try {
    return await readFile(join(directory, 'index.html'), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function renderPage(template: string, path: string, config: GraphiqlConfig): string {
  if (!template.includes(CONFIG_PLACE)) throw new Error(`The GraphiQL build has no ${CONFIG_PLACE} to fill in`)
  const script = `<script type="application/json" id="graphiql-config">${escapeForScript(config)}</script>`
  return template.replaceAll(ASSET_REFERENCE, () => `"${path}/assets/`).replace(CONFIG_PLACE, () => script)
}

/** JSON that no HTML parser can mistake for markup: no `</script>`, no `<!--`, whatever the values contain. */
function escapeForScript(config: GraphiqlConfig): string {
  return JSON.stringify(config).replace(/[<>&]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
