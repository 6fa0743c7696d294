import { setTimeout as delay } from 'node:timers/promises'
import { createSourceEventStream, type ExecutionResult, type GraphQLError, type GraphQLSchema } from 'graphql'
import { OverdueError, RateLimitedError } from '#kernel/errors.ts'
import { Bill } from './bill.ts'
import type { Context } from './context.ts'
import { DeprecationFinder } from './deprecation-finder.ts'
import type { Deprecation } from './deprecations.ts'
import { doOnce } from './do-once.ts'
import { tryOut } from './dry-run.ts'
import { explainLateness } from './lateness.ts'
import { requireStorableVariables } from './limits.ts'
import { type Manner, mannerOf } from './manner.ts'
import type { Operation } from './operation.ts'
import { type Engine, type Prepared, PreparedOperations } from './prepared-operations.ts'
import { markCoercionErrors, type RequestIdentity, thrownError } from './present-errors.ts'
import { type Executed, presentResult, withExtensions } from './present-result.ts'

/** The last two steps of an operation: how it pays, and what is done. */
interface Course {
  pay: (bill: Bill) => Promise<void> | void
  perform: (prepared: Prepared) => Promise<Executed>
}

/** Runs operations of one schema and turns their results into what a client gets. */
export class Executor {
  readonly schema: GraphQLSchema
  readonly #operations: PreparedOperations
  readonly #deprecations: DeprecationFinder

  constructor(schema: GraphQLSchema, engine: Engine) {
    this.schema = schema
    this.#operations = new PreparedOperations(schema, engine)
    this.#deprecations = new DeprecationFinder(schema)
  }

  /** What the operation uses that is going away. */
  deprecationsOf({ document, operationName, variables }: Operation): readonly Deprecation[] {
    return this.#deprecations.find(document, operationName, variables)
  }

  /** Always answers; the context's read transaction is closed afterwards. */
  execute(operation: Operation, context: Context, identity: RequestIdentity): Promise<Executed> {
    return this.#take(operation, context, identity, {
      pay: (bill) => bill.take(),
      perform: (prepared) => this.#perform(operation, prepared, context, identity),
    })
  }

  /** The same for the turn that an event brings to a subscription: it waits for its points, and is never refused. */
  executeTurn(operation: Operation, context: Context, identity: RequestIdentity): Promise<Executed> {
    return this.#take(operation, context, identity, {
      pay: (bill) => bill.takeInTurn((ms) => delay(ms, undefined, { ref: false })),
      perform: (prepared) => this.#perform(operation, prepared, context, identity),
    })
  }

  /** The events of a subscription, each of which is the root value of a turn; or the answer that says why there are none. */
  async subscribe(
    operation: Operation,
    context: Context,
    identity: RequestIdentity,
  ): Promise<AsyncIterable<unknown> | Executed> {
    let events: AsyncIterable<unknown> | undefined
    const executed = await this.#take(operation, context, identity, {
      pay: (bill) => bill.take(),
      perform: async () => {
        const opened = await this.#open(operation, context)
        if (Symbol.asyncIterator in opened) events = opened
        return presentResult(
          events ? { data: null } : explainLateness(opened as ExecutionResult, context.time),
          identity,
        )
      },
    })
    return events ?? executed
  }

  async #take(operation: Operation, context: Context, identity: RequestIdentity, course: Course): Promise<Executed> {
    const bill = new Bill(context.budget)
    const executed = await this.#takeSteps(operation, context, course, bill).catch((error: GraphQLError) => {
      if (!(thrownError(error) instanceof RateLimitedError)) context.budget.payForFault()
      return presentResult(explainLateness({ errors: [error] }, context.time), identity)
    })
    context.reads.close()
    return withExtensions(executed, { cost: bill.settle() })
  }

  /** The answer to what is refused before it is an operation. */
  refuse(errors: readonly GraphQLError[], { budget }: Context, identity: RequestIdentity): Executed {
    return withExtensions(presentResult({ errors }, identity), { cost: new Bill(budget).settle() })
  }

  /** What every operation goes through: each step refuses it, or lets it go on to the next. */
  async #takeSteps(operation: Operation, { time }: Context, { pay, perform }: Course, bill: Bill): Promise<Executed> {
    requireStorableVariables(operation.variables)
    const prepared = this.#operations.of(operation)
    bill.price(prepared.cost, operation.variables ?? {})
    await pay(bill)
    const executed = await time.run(() => perform(prepared), {
      isAbandonable: prepared.definition.operation !== 'mutation',
      lateness: () => new OverdueError(time.limitMs),
    })
    bill.measure(executed.result.data)
    return this.#withDeprecations(executed, operation)
  }

  async #perform(
    operation: Operation,
    prepared: Prepared,
    context: Context,
    identity: RequestIdentity,
  ): Promise<Executed> {
    const { definition } = prepared
    const run = (inside: Context) => this.#run(operation, prepared, inside)
    const manner = mannerOf(this.schema, operation, definition, context)
    const executed = await this.#execute(manner, context, identity, run)
    await context.recordPersonalReads({ name: definition.name?.value ?? null, kind: definition.operation })
    return executed
  }

  async #execute(
    manner: Manner,
    context: Context,
    identity: RequestIdentity,
    run: (inside: Context) => Promise<ExecutionResult>,
  ): Promise<Executed> {
    switch (manner.kind) {
      case 'plain':
        return presentResult(await run(context), identity)
      case 'dryRun':
        return await tryOut(context, async (inside) => presentResult(await run(inside), identity))
      case 'once':
        return await doOnce(manner, context, identity, run)
    }
  }

  #withDeprecations(executed: Executed, operation: Operation): Executed {
    const deprecations = this.deprecationsOf(operation)
    if (deprecations.length === 0) return executed
    return { ...withExtensions(executed, { deprecations }), deprecations }
  }

  async #run(operation: Operation, prepared: Prepared, context: Context): Promise<ExecutionResult> {
    return explainLateness(await this.#operations.run(operation, prepared, context), context.time)
  }

  async #open(operation: Operation, contextValue: Context): Promise<AsyncIterable<unknown> | ExecutionResult> {
    const { document, operationName, variables: variableValues } = operation
    const args = { schema: this.schema, document, operationName, variableValues, contextValue }
    const opened = await createSourceEventStream(args)
    return 'errors' in opened && opened.errors ? { errors: markCoercionErrors(opened.errors, undefined) } : opened
  }
}
