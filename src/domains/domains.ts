/** The one list of domains, in the order in which they may know each other. */
import './identity/graphql/identity.graphql.ts'
import './customers/graphql/customers.graphql.ts'
