import type { Audience } from '#kernel/audience.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import type { PersonalData } from '#platform/crypto/personal-data.ts'
import type { ReadTransaction } from '#platform/database/read-transaction.ts'
import type { TimeLimit } from '#platform/database/time-limit.ts'
import type { Subscription } from '#platform/events/event-log.ts'
import type { Followed } from '#platform/events/resume.ts'
import type { Budget } from '#platform/rate-limits/budgets.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'

/** What resolvers are given: who asks, and the ways to read and to act. One for each operation. */
export interface Context {
  readonly viewer: Viewer
  /** Through whose schema. */
  readonly audience: Audience
  readonly requestId: string
  /** Where the request came from. */
  readonly client: { ip: string | null; userAgent: string | null }
  /** Of whoever asks. */
  readonly budget: Budget
  readonly time: TimeLimit
  readonly reads: ReadTransaction
  readonly personalData: PersonalData
  readonly accessTokens: AccessTokens
  /** Runs a use case; afterwards everything is read anew. */
  perform<Input, Result>(
    useCase: (context: UseCaseContext, input: Input) => Promise<Result>,
    input: Input,
  ): Promise<Result>
  /** Events for a subscription: each is held back unless whoever asks may see it at that time. */
  follow(subscription: Omit<Subscription, 'viewer'>): AsyncGenerator<Followed, void, void>
}
