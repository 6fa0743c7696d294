import type { FieldNullability, InputFieldMap, SchemaTypes, TypeParam } from '@pothos/core'
import type { GraphQLSchema } from 'graphql'
import type { Audience } from '#kernel/audience.ts'

/** What a mutation says about idempotency keys and dry runs. */
interface MutationOptions {
  /** Clients of these audiences must send an idempotency key: what creates, pays, refunds or cancels, for partners. */
  keyRequiredFor?: readonly Audience[]
  /**
   * Why the mutation cannot take part in one transaction with its answer: it works long outside of a transaction, or
   * commits something although it refuses. It takes neither an idempotency key nor @dryRun. A sentence, for clients.
   */
  ownTransactions?: string
}

declare global {
  namespace PothosSchemaTypes {
    // The type parameters are those of Pothos.
    interface MutationFieldOptions<
      Types extends SchemaTypes,
      Type extends TypeParam<Types>,
      Nullable extends FieldNullability<Type>,
      Args extends InputFieldMap,
      ResolveReturnShape,
    > extends MutationOptions {}
  }
}

/** The options with which the mutation was built. */
export function mutationOptions(schema: GraphQLSchema, name: string): MutationOptions {
  const field = schema.getMutationType()?.getFields()[name]
  return (field?.extensions.pothosOptions as MutationOptions | undefined) ?? {}
}
