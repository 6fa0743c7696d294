import { buildSchema, type GraphQLSchema } from 'graphql'

/** A schema in which something of each kind is going away; `ticks` counts for as long as somebody listens. */
export function createAgeingSchema(): GraphQLSchema {
  const schema = buildSchema(`
    directive @paint(color: String @deprecated(reason: "Use hue. Sunset 2027-08-01"), hue: String) on FIELD
    interface Named { name: String @deprecated(reason: "Use fullName. Sunset 2027-03-01"), fullName: String }
    type Guest implements Named { name: String, fullName: String, shoeSize: Int @deprecated(reason: "Nobody asks.") }
    enum Order { OLDEST, NEWEST, RANDOM @deprecated(reason: "Use NEWEST. Sunset 2027-06-01") }
    input Range { from: Int, to: Int, size: Int @deprecated(reason: "Use to. Sunset 2027-07-01"), inner: [Range!] }
    input Filter { text: String, range: Range, orders: [Order!] }
    type Query {
      guest: Guest
      named: Named
      guests(filter: Filter, order: Order = OLDEST, limit: Int @deprecated(reason: "Use first. Sunset 2027-05-01"), first: Int): [Guest!]!
      fresh: Int
    }
    type Mutation { greet(filter: Filter): Int }
    type Subscription { ticks: Int @deprecated(reason: "Use tocks. Sunset 2027-09-01"), tocks: Int }`)
  const guest = { __typename: 'Guest', name: 'Ada', fullName: 'Ada Lovelace', shoeSize: 38 }
  const query = schema.getQueryType()?.getFields() ?? {}
  Object.assign(query.guest ?? {}, { resolve: () => guest })
  Object.assign(query.named ?? {}, { resolve: () => guest })
  Object.assign(query.guests ?? {}, { resolve: () => [guest], extensions: { pothosOptions: { listSize: 10 } } })
  Object.assign(query.fresh ?? {}, { resolve: () => 1 })
  const count = async function* () {
    for (let ticks = 1; ticks <= 3; ticks += 1) yield { ticks, tocks: ticks }
  }
  const subscription = schema.getSubscriptionType()?.getFields() ?? {}
  for (const field of Object.values(subscription)) Object.assign(field, { subscribe: count })
  return schema
}
