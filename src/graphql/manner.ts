import { createHash } from 'node:crypto'
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql'
import { BadInputError, UnauthenticatedError } from '#kernel/errors.ts'
import { principalOf } from '#platform/idempotency/keyed-request.ts'
import type { Context } from './context.ts'
import type { KeyedOperation } from './do-once.ts'
import { isDryRun } from './dry-run.ts'
import { fingerprintOf } from './fingerprint.ts'
import { readIdempotencyKey } from './idempotency-key.ts'
import { mutationOptions } from './mutation-options.ts'
import type { Operation } from './operation.ts'
import { rootFieldsOf } from './root-fields.ts'

/** How an operation is executed: as it comes, tried out, or once for its key. */
export type Manner = { kind: 'plain' } | { kind: 'dryRun' } | ({ kind: 'once' } & KeyedOperation)

/** How the operation is to be executed, by its directive and its key; refuses what cannot be executed that way. */
export function mannerOf(
  schema: GraphQLSchema,
  operation: Operation,
  definition: OperationDefinitionNode,
  { audience, viewer }: Pick<Context, 'audience' | 'viewer'>,
): Manner {
  if (definition.operation !== 'mutation') {
    requireNoKey(operation)
    return { kind: 'plain' }
  }
  const key = keyOf(operation)
  const isTry = isDryRun(definition)
  const names = [...rootFieldsOf(operation.document, definition).values()]
  const fields = names.map((name) => ({ name, ...mutationOptions(schema, name) }))
  if (key === null && !isTry) {
    const needy = fields.find(({ keyRequiredFor }) => keyRequiredFor?.includes(audience))
    if (needy) throw new BadInputError(`${needy.name} needs an idempotency key: send the header Idempotency-Key.`)
    return { kind: 'plain' }
  }
  if (key !== null && isTry) throw new BadInputError('A dry run takes no idempotency key: nothing of it is kept.')
  const alone = fields.find(({ ownTransactions }) => ownTransactions !== undefined)
  if (alone) {
    throw new BadInputError(`${alone.name} takes neither an idempotency key nor @dryRun. ${alone.ownTransactions}`)
  }
  if (key === null) return { kind: 'dryRun' }
  if (fields.length !== 1) throw new BadInputError('An idempotency key is for a mutation with exactly one root field.')
  const principal = principalOf(viewer)
  if (principal === null) throw new UnauthenticatedError()
  const keyHash = createHash('sha256').update(key).digest()
  return {
    kind: 'once',
    key,
    request: { principal, keyHash, fingerprint: fingerprintOf(operation, definition, audience) },
  }
}

/** For what is no mutation. */
export function requireNoKey(operation: Operation): void {
  if (keyOf(operation) !== null) throw new BadInputError('Only a mutation takes an idempotency key.')
}

function keyOf({ idempotencyKey }: Operation): string | null {
  return idempotencyKey ? readIdempotencyKey(idempotencyKey) : null
}
