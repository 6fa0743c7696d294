import { buildSchema, type GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import type { Context } from '#graphql/context.ts'
import { db } from '#platform/database/statements.ts'

/** A schema whose fields take as long as a test wants. */
export class SlowSchema {
  readonly schema: GraphQLSchema
  readonly #waiting: (() => void)[] = []

  constructor() {
    this.schema = buildSchema(`
      type Query {
        "Waits until it is let go."
        wait: Int
        "Has the database sleep."
        sleep(seconds: Float!): Int
      }
      type Mutation { sleep(seconds: Float!): Int }
      type Subscription { ticks(count: Int!): Int }`)
    const wait = () => new Promise((resolve) => this.#waiting.push(() => resolve(1)))
    Object.assign(this.schema.getQueryType()?.getFields().wait ?? {}, { resolve: wait })
    for (const type of [this.schema.getQueryType(), this.schema.getMutationType()]) {
      Object.assign(type?.getFields().sleep ?? {}, { resolve: sleep })
    }
    Object.assign(this.schema.getSubscriptionType()?.getFields().ticks ?? {}, { subscribe: count })
  }

  /** How many fields wait. */
  get waiting(): number {
    return this.#waiting.length
  }

  letGo(): void {
    for (const go of this.#waiting.splice(0)) go()
  }
}

async function sleep(_root: unknown, { seconds }: { seconds: number }, { reads }: Context): Promise<number> {
  await reads.query(sql`select pg_sleep(${seconds})`.compile(db))
  return 1
}

async function* count(_root: unknown, { count: last }: { count: number }) {
  for (let ticks = 1; ticks <= last; ticks += 1) yield { ticks }
}
