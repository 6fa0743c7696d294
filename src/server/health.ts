import type { FastifyInstance } from 'fastify'
import type { GatewayPool } from '#platform/database/pool.ts'

export interface Readiness {
  draining: boolean
  feedHealthy: () => boolean
}

const DATABASE_CHECK_MS = 500

/** `/healthz`: the process runs. `/readyz`: it should be given requests. */
export function serveHealth(app: FastifyInstance, pool: GatewayPool, readiness: Readiness): void {
  app.get('/healthz', () => ({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const checks = {
      serving: !readiness.draining,
      database: !readiness.draining && (await answers(pool)),
      feed: readiness.feedHealthy(),
    }
    const ready = Object.values(checks).every(Boolean)
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', checks })
  })
}

async function answers(pool: GatewayPool): Promise<boolean> {
  const timeout = AbortSignal.timeout(DATABASE_CHECK_MS)
  const late = new Promise<false>((resolve) => timeout.addEventListener('abort', () => resolve(false), { once: true }))
  const check = pool.query('SELECT 1').then(
    () => true,
    () => false,
  )
  return Promise.race([check, late])
}
