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
import { CostModel } from './cost/cost-model.ts'
import { OperationCost } from './cost/operation-cost.ts'
import { findOperation } from './find-operation.ts'
import { limits } from './limits.ts'
import type { Operation } from './operation.ts'
import { markCoercionErrors } from './present-errors.ts'
import { type VariableRules, variableRules, withTakenValues } from './variables.ts'

/** `jit` compiles each document once (graphql-jit); `reference` is graphql-js itself, which `jit` is tested against. */
export type Engine = 'jit' | 'reference'

/** All that can be known of an operation before its variables are. */
export interface Prepared {
  definition: OperationDefinitionNode
  cost: OperationCost
  /** Null for what graphql-jit does not compile, or not faithfully: graphql-js executes it, or says what is wrong. */
  query: CompiledQuery['query'] | null
  take: VariableRules['take']
}

type Compiled = Pick<Prepared, 'query' | 'take'>

const UNCOMPILED: Compiled = { query: null, take: () => null }
/** Of the documents of all operations that are kept. */
const MAX_TOKENS = 200_000

/** The operations of one schema, each document prepared once. */
export class PreparedOperations {
  readonly #schema: GraphQLSchema
  readonly #compiledSchema: GraphQLSchema
  readonly #engine: Engine
  readonly #costs: CostModel
  readonly #prepared = new LRUCache<string, Prepared>({ max: 1_000, maxSize: MAX_TOKENS })

  constructor(schema: GraphQLSchema, engine: Engine) {
    this.#schema = schema
    this.#compiledSchema = withTakenValues(schema)
    this.#engine = engine
    this.#costs = new CostModel(schema)
  }

  /** Refuses a document that does not have the operation that is asked for. */
  of({ document, documentKey, operationName }: Operation): Prepared {
    const key = `${documentKey} ${operationName ?? ''}`
    const known = this.#prepared.get(key)
    if (known) return known
    const definition = findOperation(document, operationName)
    if (definition instanceof GraphQLError) throw definition
    const cost = new OperationCost(this.#schema, this.#costs, document, definition)
    const compiled = this.#engine === 'jit' ? this.#compile(document, definition) : UNCOMPILED
    const prepared = { definition, cost, ...compiled }
    this.#prepared.set(key, prepared, { size: document.tokenCount ?? 1 })
    return prepared
  }

  async run(operation: Operation, { query, take }: Prepared, context: Context): Promise<ExecutionResult> {
    const { document, operationName, variables, rootValue } = operation
    const taken = query && take(variables ?? {})
    if (query && taken) {
      const result = await query(rootValue, context, taken)
      // Without data nothing was executed: the variables were not taken, and graphql-js knows best what is wrong.
      if (result.data !== undefined) return withCodes(result)
    }
    return withCodes(
      await executeByReference({
        schema: this.#schema,
        document,
        operationName,
        rootValue,
        contextValue: context,
        variableValues: variables,
        options: { maxCoercionErrors: limits.validationErrors },
      }),
    )
  }

  #compile(document: DocumentNode, operation: OperationDefinitionNode): Compiled {
    if (!isCompilable(document, operation)) return UNCOMPILED
    const rules = variableRules(this.#schema, document, operation)
    const compiled = compileQuery(this.#compiledSchema, rules.document, operation.name?.value, {
      disablingCapturingStackErrors: true,
    })
    return isCompiledQuery(compiled) ? { query: compiled.query, take: rules.take } : UNCOMPILED
  }
}

function withCodes({ data, errors }: ExecutionResult): ExecutionResult {
  return { data, ...(errors && { errors: markCoercionErrors(errors, data) }) }
}
