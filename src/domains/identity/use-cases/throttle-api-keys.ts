import { systemViewer } from '#kernel/viewer.ts'
import type { UnitOfWork } from '#platform/database/unit-of-work.ts'
import { type Attempt, countAttempt, requireCounted, requireOpen, type ThrottleContext } from './throttle-attempts.ts'

/** Makes whoever guesses API keys wait, by address. */
export interface ApiKeyThrottle {
  /** Refuses, without any work, an address that is known in this process to have to wait. */
  requireOpen(ip: string | null): void
  /** Refuses when there have been too many before. */
  countFailure(ip: string | null): Promise<void>
}

export function throttleApiKeys(context: ThrottleContext & { unitOfWork: UnitOfWork }): ApiKeyThrottle {
  const attemptFrom = (ip: string | null): Attempt => ({ kind: 'API_KEY', email: null, ip })
  return {
    requireOpen: (ip) => requireOpen(context, attemptFrom(ip)),
    async countFailure(ip) {
      const verdict = await context.unitOfWork.run(systemViewer('sign_in'), (transaction) =>
        countAttempt(context, transaction, attemptFrom(ip)),
      )
      requireCounted(context, verdict)
    },
  }
}
