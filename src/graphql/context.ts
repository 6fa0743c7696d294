import type { Audience } from '#kernel/audience.ts'
import type { Clock } from '#kernel/clock.ts'
import type { TravelTimes } from '#kernel/travel-times.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { CouponBook } from '#platform/coupons.ts'
import type { AccessTokens } from '#platform/crypto/access-tokens.ts'
import type { ApiKeyHashes } from '#platform/crypto/api-key-hashes.ts'
import type { IdentityProviders } from '#platform/crypto/identity-providers.ts'
import type { PersonalData } from '#platform/crypto/personal-data.ts'
import type { SignedTokens } from '#platform/crypto/signed-tokens.ts'
import type { Reads } from '#platform/database/read-transaction.ts'
import type { TimeLimit } from '#platform/database/time-limit.ts'
import type { NewEvent } from '#platform/events/domain-event.ts'
import type { Subscription } from '#platform/events/event-log.ts'
import type { Followed } from '#platform/events/resume.ts'
import type { KeptAnswer } from '#platform/idempotency/answer-store.ts'
import type { Answered } from '#platform/idempotency/answers.ts'
import type { KeyedRequest } from '#platform/idempotency/keyed-request.ts'
import type { Budget } from '#platform/rate-limits/budgets.ts'
import type { StationDirectory } from '#platform/stations.ts'
import type { UseCaseContext } from '#platform/use-case-context.ts'
import type { PersonalReads } from './personal-reads.ts'

export interface OperationIdentity {
  /** As its sender named it. */
  readonly name: string | null
  readonly kind: 'query' | 'mutation' | 'subscription'
}

/** What resolvers are given: who asks, and the ways to read and to act. One for each operation. */
export interface Context {
  readonly viewer: Viewer
  /** Through whose schema. */
  readonly audience: Audience
  readonly requestId: string
  /** Where the request came from, and what the client calls itself. */
  readonly client: { ip: string | null; userAgent: string | null; name: string | null }
  /** Of whoever asks. */
  readonly budget: Budget
  readonly time: TimeLimit
  readonly clock: Clock
  readonly reads: Reads
  readonly personalData: PersonalData
  readonly signedTokens: SignedTokens
  readonly stations: StationDirectory
  readonly coupons: CouponBook
  readonly travelTimes: TravelTimes
  readonly accessTokens: AccessTokens
  /** Whose personal data were opened: whatever opens some notes it here. */
  readonly personalReads: PersonalReads
  /**
   * Writes down whose personal data were opened, and ends the reads. For the end of the operation, before its answer
   * leaves; refuses with `AccessNotRecordedError`.
   */
  recordPersonalReads(operation: OperationIdentity): Promise<void>
  /** Where clients reach the gateway, without a slash at the end. */
  readonly gatewayUrl: string
  readonly apiKeyHashes: ApiKeyHashes
  readonly identityProviders: IdentityProviders
  /** Runs a use case; afterwards everything is read anew. */
  perform<Input, Result>(
    useCase: (context: UseCaseContext, input: Input) => Promise<Result>,
    input: Input,
  ): Promise<Result>
  /** Does the work in one transaction that is rolled back: nothing of it lasts. */
  tryOut<Result>(work: (whole: WholeOperation) => Promise<Result>): Promise<Result>
  /**
   * Does the work in one transaction, committed together with its answer; or gives the answer that the same request was
   * given before. Without an answer to keep the work is rolled back.
   */
  doOnce<Own>(
    request: KeyedRequest,
    work: (whole: WholeOperation) => Promise<{ own: Own; answer: KeptAnswer | null }>,
  ): Promise<Answered<Own>>
  /** Events for a subscription: each is held back unless whoever asks may see it at that time. */
  follow(subscription: Omit<Subscription, 'viewer'>): AsyncGenerator<Followed, void, void>
}

/** An operation in one transaction. The work may run again from its start, each time with another one of these. */
export interface WholeOperation {
  /** Its reads and use cases take part in the transaction. */
  readonly context: Context
  /** What the use cases came to: null for each that was done, and the error of each that was not. */
  readonly outcomes: readonly unknown[]
  /** The events of all that was done. */
  events(): readonly NewEvent[]
}
