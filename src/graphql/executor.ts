import {
  type DocumentNode,
  type ExecutionResult,
  execute as executeByReference,
  type FormattedExecutionResult,
  type GraphQLSchema,
} from 'graphql'
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit'
import { LRUCache } from 'lru-cache'
import { RequestError } from '#kernel/errors.ts'
import type { Context } from './context.ts'
import { requireStorableVariables } from './limits.ts'
import { markCoercionErrors, presentError, type RequestIdentity, thrownError } from './present-errors.ts'
import { type VariableRules, variableRules } from './variables.ts'

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
  fillDefaults: VariableRules['fillDefaults']
}

const UNCOMPILED: Compiled = { query: null, fillDefaults: (variables) => variables }

/** `jit` compiles each document once (graphql-jit); `reference` is graphql-js itself, which `jit` is tested against. */
export type Engine = 'jit' | 'reference'

/** Runs operations of one schema and turns their results into what a client gets. */
export class Executor {
  readonly schema: GraphQLSchema
  readonly #engine: Engine
  readonly #compiled = new LRUCache<string, Compiled>({ max: 1_000 })

  constructor(schema: GraphQLSchema, engine: Engine) {
    this.schema = schema
    this.#engine = engine
  }

  /** Always answers; the context's read transaction is closed afterwards. */
  async execute(operation: Operation, context: Context, identity: RequestIdentity): Promise<Executed> {
    try {
      requireStorableVariables(operation.variables)
      return present(await this.#run(operation, context), identity)
    } catch (error) {
      return present({ errors: [error as never] }, identity)
    } finally {
      context.reads.close()
    }
  }

  async #run(operation: Operation, context: Context): Promise<ExecutionResult> {
    const { document, operationName, variables, rootValue } = operation
    const { query, fillDefaults } = this.#compile(operation)
    if (query) return await query(rootValue, context, fillDefaults(variables ?? {}))
    return await executeByReference({
      schema: this.schema,
      document,
      operationName,
      rootValue,
      contextValue: context,
      variableValues: variables,
    })
  }

  #compile({ document, documentKey, operationName }: Operation): Compiled {
    if (this.#engine === 'reference') return UNCOMPILED
    const key = `${documentKey} ${operationName ?? ''}`
    const known = this.#compiled.get(key)
    if (known) return known
    const compiled = compile(this.schema, document, operationName)
    this.#compiled.set(key, compiled)
    return compiled
  }
}

function compile(schema: GraphQLSchema, document: DocumentNode, operationName: string | null | undefined): Compiled {
  const { fillDefaults, isCompilable } = variableRules(schema, document, operationName)
  if (!isCompilable) return UNCOMPILED
  const compiled = compileQuery(schema, document, operationName ?? undefined, { disablingCapturingStackErrors: true })
  return isCompiledQuery(compiled) ? { query: compiled.query, fillDefaults } : UNCOMPILED
}

function present({ data, errors }: ExecutionResult, identity: RequestIdentity): Executed {
  if (!errors?.length) return { result: { data }, status: 200, retryAfter: null }
  const marked = markCoercionErrors(errors, data)
  const presented = marked.map((error) => presentError(error, identity))
  const result = data === undefined ? { errors: presented } : { data, errors: presented }
  const hasData = data != null && Object.values(data).some((value) => value !== null)
  const first = thrownError(marked[0])
  if (first instanceof RequestError) {
    return { result, status: hasData ? 200 : first.status, retryAfter: first.retryAfter }
  }
  return { result, status: data === undefined ? 400 : 200, retryAfter: null }
}
