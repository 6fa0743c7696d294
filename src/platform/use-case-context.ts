import type { Clock } from '#kernel/clock.ts'
import type { TravelTimes } from '#kernel/travel-times.ts'
import type { Viewer } from '#kernel/viewer.ts'
import type { Closings } from './closings.ts'
import type { CouponBook } from './coupons.ts'
import type { PersonalData } from './crypto/personal-data.ts'
import type { SignedTokens } from './crypto/signed-tokens.ts'
import type { UnitOfWork } from './database/unit-of-work.ts'
import type { EventAppender } from './events/event-appender.ts'
import type { Postbox } from './mail/postbox.ts'
import type { StationDirectory } from './stations.ts'

/** What every use case is given besides its input. */
export interface UseCaseContext {
  readonly viewer: Viewer
  readonly requestId: string
  readonly clock: Clock
  readonly unitOfWork: UnitOfWork
  readonly events: EventAppender
  readonly personalData: PersonalData
  readonly signedTokens: SignedTokens
  readonly stations: StationDirectory
  readonly coupons: CouponBook
  readonly travelTimes: TravelTimes
  readonly closings: Closings
  readonly postbox: Postbox
  /** Where the staff's app is, without a slash at the end: links in mails begin with it. */
  readonly appUrl: string
}
