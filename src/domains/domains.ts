/** The one list of domains, in the order in which they may know each other. */
import './identity/graphql/identity.graphql.ts'
import './customers/graphql/customers.graphql.ts'
import './bookings/graphql/bookings.graphql.ts'
import './support/graphql/support.graphql.ts'
import './audit/graphql/audit.graphql.ts'

/** What the server hands to requests: stations for all domains, who asks, and how readings of personal data are kept. */
export { recordAccesses } from './audit/store/pii-access-writes.ts'
export { sweepHolds } from './bookings/use-cases/expire-holds.ts'
export { CalendarFeedReader } from './bookings/use-cases/feeds/calendar-feed-reader.ts'
export { stationDirectory } from './identity/store/station-directory.ts'
export { SessionAuthenticator } from './identity/use-cases/authenticate.ts'
export { ApiKeyAuthenticator } from './identity/use-cases/authenticate-api-key.ts'
export { ApiKeyUses } from './identity/use-cases/note-api-key-use.ts'
export { throttleApiKeys } from './identity/use-cases/throttle-api-keys.ts'
