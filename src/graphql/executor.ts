import {
  type DocumentNode,
  type ExecutionResult,
  execute as executeByReference,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit'
import { LRUCache } from 'lru-cache'
import { isCompilable } from './compilable.ts'
import type { Context } from './context.ts'
import { DeprecationFinder } from './deprecation-finder.ts'
import type { Deprecation } from './deprecations.ts'
import { doOnce } from './do-once.ts'
import { tryOut } from './dry-run.ts'
import { findOperation } from './find-operation.ts'
import { limits, requireStorableVariables } from './limits.ts'
import { type Manner, mannerOf } from './manner.ts'
import type { Operation } from './operation.ts'
import { markCoercionErrors, type RequestIdentity } from './present-errors.ts'
import { type Executed, presentResult, withExtensions } from './present-result.ts'
import { type VariableRules, variableRules, withTakenValues } from './variables.ts'

interface Compiled {
  /** Null for what graphql-jit does not compile, or not faithfully: graphql-js executes it, or says what is wrong. */
  query: CompiledQuery['query'] | null
  take: VariableRules['take']
}

const UNCOMPILED: Compiled = { query: null, take: () => null }

/** `jit` compiles each document once (graphql-jit); `reference` is graphql-js itself, which `jit` is tested against. */
export type Engine = 'jit' | 'reference'

/** Runs operations of one schema and turns their results into what a client gets. */
export class Executor {
  readonly schema: GraphQLSchema
  readonly #engine: Engine
  readonly #compiledSchema: GraphQLSchema
  readonly #deprecations: DeprecationFinder
  readonly #compiled = new LRUCache<string, Compiled>({ max: 1_000 })

  constructor(schema: GraphQLSchema, engine: Engine) {
    this.schema = schema
    this.#engine = engine
    this.#compiledSchema = withTakenValues(schema)
    this.#deprecations = new DeprecationFinder(schema)
  }

  /** What the operation uses that is going away. */
  deprecationsOf({ document, operationName, variables }: Operation): readonly Deprecation[] {
    return this.#deprecations.find(document, operationName, variables)
  }

  /** Always answers; the context's read transaction is closed afterwards. */
  async execute(operation: Operation, context: Context, identity: RequestIdentity): Promise<Executed> {
    try {
      return this.#withDeprecations(await this.#answer(operation, context, identity), operation)
    } catch (error) {
      return presentResult({ errors: [error as never] }, identity)
    } finally {
      context.reads.close()
    }
  }

  async #answer(operation: Operation, context: Context, identity: RequestIdentity): Promise<Executed> {
    requireStorableVariables(operation.variables)
    const definition = findOperation(operation.document, operation.operationName)
    if (definition instanceof GraphQLError) throw definition
    const run = (inside: Context) => this.#run(operation, definition, inside)
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

  async #run(operation: Operation, definition: OperationDefinitionNode, context: Context): Promise<ExecutionResult> {
    const { data, errors } = await this.#runEngine(operation, definition, context)
    return { data, ...(errors && { errors: markCoercionErrors(errors, data) }) }
  }

  async #runEngine(
    operation: Operation,
    definition: OperationDefinitionNode,
    context: Context,
  ): Promise<ExecutionResult> {
    const { document, operationName, variables, rootValue } = operation
    const { query, take } = this.#compile(operation, definition)
    const taken = query && take(variables ?? {})
    if (query && taken) {
      const result = await query(rootValue, context, taken)
      // Without data nothing was executed: the variables were not taken, and graphql-js knows best what is wrong.
      if (result.data !== undefined) return result
    }
    return await executeByReference({
      schema: this.schema,
      document,
      operationName,
      rootValue,
      contextValue: context,
      variableValues: variables,
      options: { maxCoercionErrors: limits.validationErrors },
    })
  }

  #compile({ document, documentKey, operationName }: Operation, definition: OperationDefinitionNode): Compiled {
    if (this.#engine === 'reference') return UNCOMPILED
    const key = `${documentKey} ${operationName ?? ''}`
    const known = this.#compiled.get(key)
    if (known) return known
    const compiled = compile({ schema: this.schema, compiledSchema: this.#compiledSchema }, document, definition)
    this.#compiled.set(key, compiled)
    return compiled
  }
}

function compile(
  { schema, compiledSchema }: { schema: GraphQLSchema; compiledSchema: GraphQLSchema },
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Compiled {
  if (!isCompilable(document, operation)) return UNCOMPILED
  const rules = variableRules(schema, document, operation)
  const compiled = compileQuery(compiledSchema, rules.document, operation.name?.value, {
    disablingCapturingStackErrors: true,
  })
  return isCompiledQuery(compiled) ? { query: compiled.query, take: rules.take } : UNCOMPILED
}
