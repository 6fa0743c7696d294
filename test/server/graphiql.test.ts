import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serveGraphiql, wantsGraphiql } from '#server/graphiql.ts'
import type { GraphiqlConfig } from '#server/graphiql-config.ts'

const CHROME_ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'
const SCRIPT = 'console.info("page")'
const PAGE = '<html><head><script src="./assets/app-1.js"></script></head><body><!--graphiql-config--></body></html>'

let app: FastifyInstance
let directory: string
let config: GraphiqlConfig

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'teppan-graphiql-'))
  await mkdir(join(directory, 'assets'))
  await writeFile(join(directory, 'index.html'), PAGE)
  await writeFile(join(directory, 'assets/app-1.js'), SCRIPT)
  await writeFile(join(directory, 'assets/app-1.js.gz'), gzipSync(SCRIPT))
  config = { samples: [{ name: 'Who am I?', query: '{ viewer { fullName } }' }] }
  app = Fastify()
  const sendGraphiql = await serveGraphiql(app, { path: '/graphql', directory, config: () => config })
  app.get('/graphql', (request, reply) => (wantsGraphiql(request) ? sendGraphiql(reply) : reply.send({ data: null })))
})

afterEach(async () => {
  await app.close()
  await rm(directory, { recursive: true })
})

async function get(url: string, headers: Record<string, string> = {}) {
  return app.inject({ method: 'GET', url, headers })
}

describe('the GraphiQL page', () => {
  it('goes to a browser, with its assets below the path of the endpoint', async () => {
    const response = await get('/graphql', { accept: CHROME_ACCEPT })

    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(response.body).toContain('<script src="/graphql/assets/app-1.js">')
  })

  it.each([
    ['a client that names no type', {}],
    ['a client that takes anything', { accept: '*/*' }],
    ['a GraphQL client', { accept: 'application/graphql-response+json, application/json;q=0.9' }],
    ['a client that prefers JSON', { accept: 'application/json, text/html;q=0.9' }],
    ['a client that refuses HTML', { accept: 'text/html;q=0, */*' }],
    ['an event stream', { accept: 'text/event-stream' }],
  ])('leaves %s to the API', async (_client, headers) => {
    expect((await get('/graphql', headers)).json()).toEqual({ data: null })
  })

  it('is never cached and tells caches what it depends on', async () => {
    const { headers } = await get('/graphql', { accept: 'text/html' })
    expect(headers['cache-control']).toBe('no-store')
    expect(headers.vary).toBe('Accept')
  })

  it('may load code from its own origin only and may not be framed', async () => {
    const { headers } = await get('/graphql', { accept: 'text/html' })
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self' data:; " +
        "worker-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect(headers['x-content-type-options']).toBe('nosniff')
  })

  it('carries a configuration that cannot break out of its script, whatever it contains', async () => {
    const query = '# </script><script>alert(1)</script> <!-- & $& $1 \u2028 "'
    config = { samples: [{ name: 'Hostile', query }], signIns: [] }
    const { body } = await get('/graphql', { accept: 'text/html' })

    const [, json = ''] =
      /<script type="application\/json" id="graphiql-config">([^<]*)<\/script><\/body>/.exec(body) ?? []
    expect(json).not.toMatch(/[<>&]/)
    expect(JSON.parse(json)).toEqual(config)
  })

  it('says how to build it when there is no build, and appears as soon as there is one', async () => {
    await rm(join(directory, 'index.html'))
    const missing = await get('/graphql', { accept: CHROME_ACCEPT })
    expect(missing.statusCode).toBe(503)
    expect(missing.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(missing.body).toContain('npm run build:graphiql')

    await writeFile(join(directory, 'index.html'), PAGE)
    expect((await get('/graphql', { accept: CHROME_ACCEPT })).statusCode).toBe(200)
  })

  it('starts without a build directory', async () => {
    const bare = Fastify()
    const send = await serveGraphiql(bare, { path: '/x', directory: join(directory, 'none'), config: () => config })
    bare.get('/x', (_request, reply) => send(reply))
    expect((await bare.inject('/x')).statusCode).toBe(503)
    expect((await bare.inject('/x/assets/app-1.js')).statusCode).toBe(404)
    await bare.close()
  })
})

describe('the assets of GraphiQL', () => {
  it('are immutable, compressed and of a type that nobody needs to guess', async () => {
    const response = await get('/graphql/assets/app-1.js', { 'accept-encoding': 'gzip' })
    expect(response.statusCode).toBe(200)
    expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable')
    expect(response.headers['content-encoding']).toBe('gzip')
    expect(response.headers['content-type']).toBe('application/javascript; charset=utf-8')
    expect(response.headers['x-content-type-options']).toBe('nosniff')
    expect(response.headers['content-security-policy']).toContain("default-src 'none'")
  })

  it('are sent as they are to a client that takes no compression', async () => {
    expect((await get('/graphql/assets/app-1.js')).body).toBe(SCRIPT)
  })

  it.each(['/graphql/assets/none.js', '/graphql/assets/../index.html', '/graphql/assets/%2e%2e/index.html'])(
    'do not include %s',
    async (url) => {
      const { statusCode, body } = await get(url)
      expect(statusCode).toBeGreaterThanOrEqual(400)
      expect(body).not.toContain('graphiql-config')
    },
  )
})
