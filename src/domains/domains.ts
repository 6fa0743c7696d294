/** The one list of domains, in the order in which they may know each other. */
import './identity/graphql/identity.graphql.ts'
import './customers/graphql/customers.graphql.ts'
import './support/graphql/support.graphql.ts'

/** What the server needs to find out who asks. */
export { SessionAuthenticator } from './identity/use-cases/authenticate.ts'
