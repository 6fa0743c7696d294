import {
  type DocumentNode,
  type ExecutionResult,
  execute as executeByReference,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit'
import { LRUCache } from 'lru-cache'
import { RequestError } from '#kernel/errors.ts'
import { isCompilable } from './compilable.ts'
import type { Context } from './context.ts'
import { findOperation } from './find-operation.ts'
import { limits, requireStorableVariables } from './limits.ts'
import { markCoercionErrors, presentError, type RequestIdentity, thrownError } from './present-errors.ts'
import { type VariableRules, variableRules, withTakenValues } from './variables.ts'

/** A document that has been parsed and validated. */
export interface Operation {
  document: DocumentNode
  /** The same for the same text. */
  documentKey: string
  operationName: string | null | undefined
  variables: Record<string, unknown> | null | undefined
  /** The event, for one turn of a subscription. */
  rootValue?: unknown
}

export interface Executed {
  result: FormattedExecutionResult
  /** HTTP status, when the result has no data to show for. */
  status: number
  retryAfter: number | null
}

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
  readonly #compiled = new LRUCache<string, Compiled>({ max: 1_000 })

  constructor(schema: GraphQLSchema, engine: Engine) {
    this.schema = schema
    this.#engine = engine
    this.#compiledSchema = withTakenValues(schema)
  }

  /** Always answers; the context's read transaction is closed afterwards. */
  async execute(operation: Operation, context: Context, identity: RequestIdentity): Promise<Executed> {
    try {
      requireStorableVariables(operation.variables)
      const { data, errors } = await this.#run(operation, context)
      return present({ data, errors: errors && markCoercionErrors(errors, data) }, identity)
    } catch (error) {
      return present({ errors: [error as never] }, identity)
    } finally {
      context.reads.close()
    }
  }

  async #run(operation: Operation, context: Context): Promise<ExecutionResult> {
    const { document, operationName, variables, rootValue } = operation
    const definition = findOperation(document, operationName)
    if (definition instanceof GraphQLError) return { errors: [definition] }
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

function present({ data, errors = [] }: ExecutionResult, identity: RequestIdentity): Executed {
  const extensions = { requestId: identity.requestId }
  const [first] = errors
  if (!first) return { result: { data, extensions }, status: 200, retryAfter: null }
  const presented = errors.map((error) => presentError(error, identity))
  const result = data === undefined ? { errors: presented, extensions } : { data, errors: presented, extensions }
  const hasData = data != null && Object.values(data).some((value) => value !== null)
  const thrown = thrownError(first)
  if (thrown instanceof RequestError) {
    return { result, status: hasData ? 200 : thrown.status, retryAfter: thrown.retryAfter }
  }
  const isDefect = presented[0]?.extensions?.code === 'INTERNAL_SERVER_ERROR'
  return { result, status: data !== undefined ? 200 : isDefect ? 500 : 400, retryAfter: null }
}
