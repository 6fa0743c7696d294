import type { FastifyInstance } from 'fastify'
import { anonymous } from '#kernel/viewer.ts'
import type { Budget, Budgets } from '#platform/rate-limits/budgets.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Of whoever asks; of the address until that is known. Null for what costs nothing. */
    budget: Budget | null
  }
}

/**
 * Tells on every answer of the API what is left to its sender, and lets requests pay that were refused before anything
 * was executed. To be called before the routes.
 */
export function announceLimits(
  app: FastifyInstance,
  { budgets, paths, proxies }: { budgets: Budgets; paths: ReadonlySet<string>; proxies: TrustedProxies },
): void {
  app.decorateRequest('budget', null)
  app.addHook('onRequest', async (request) => {
    const { url, raw } = request
    if (paths.has(url.split('?')[0] ?? '')) request.budget = budgets.of(anonymous, clientAddress(raw, proxies))
  })
  app.addHook('onSend', async ({ budget }, reply) => {
    if (!budget) return
    const { statusCode } = reply
    chargeRefusal(budget, statusCode)
    const retryAfter = reply.getHeader('retry-after')
    reply.headers(rateLimitHeaders(budget, statusCode === 429 && retryAfter ? Number(retryAfter) : null))
  })
}

/** What was refused before it was an operation is paid for, once; but not what was refused for lack of points. */
export function chargeRefusal(budget: Budget, status: number): void {
  if (status >= 400 && status < 500 && status !== 429) budget.payForFault()
}

/**
 * The fields of draft-ietf-httpapi-ratelimit-headers-11, structured fields as RFC 9651 has them. The draft knows no unit
 * for points; a client that does not know ours sees that these are not requests. The budget is restored steadily: `w` is
 * how long that takes from nothing, `t` how long it takes from now, or after which time a refused request will do.
 */
function rateLimitHeaders(budget: Budget, retryAfter: number | null): Record<string, string> {
  const { limit, remaining, restorePerSecond, concurrency, running } = budget.status()
  const window = Math.ceil(limit / restorePerSecond)
  const wait = retryAfter ?? Math.max(1, Math.ceil((limit - remaining) / restorePerSecond))
  return {
    'ratelimit-policy': `"points";q=${limit};qu="points";w=${window}, "concurrency";q=${concurrency};qu="concurrent-requests"`,
    ratelimit: `"points";r=${remaining};t=${wait}, "concurrency";r=${Math.max(0, concurrency - running)}`,
  }
}
