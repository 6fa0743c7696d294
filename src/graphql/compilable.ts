import { type DocumentNode, Kind, type OperationDefinitionNode, type VariableDefinitionNode, visit } from 'graphql'
import { ExtentMeter } from './extent.ts'
import { limits } from './limits.ts'

/**
 * Whether graphql-jit 0.8 may have the operation. It must not have
 * - any text of the client: a string with the right beginning ends up in the generated code as code;
 * - @skip and @include, which it mixes up where a fragment or a field stands twice;
 * - a variable in an input field that may be left out: it takes null where the field should count as not given;
 * - mutations: after one has failed, and with it the whole answer, it goes on with the next;
 * - large operations, which keep it busy for long.
 */
export function isCompilable(document: DocumentNode, operation: OperationDefinitionNode): boolean {
  if (operation.operation === 'mutation') return false
  if (new ExtentMeter(document).measure(operation.selectionSet).fields > limits.compiledFields) return false
  const omissible = omissibleVariables(operation.variableDefinitions ?? [])
  let isFit = true
  const refuse = () => {
    isFit = false
  }
  visit(document, {
    StringValue: refuse,
    Directive: refuse,
    ObjectField({ value }) {
      if (value.kind === Kind.VARIABLE && omissible.has(value.name.value)) refuse()
    },
  })
  return isFit
}

/** A variable counts as given when it has to be, or has a default. */
function omissibleVariables(definitions: readonly VariableDefinitionNode[]): ReadonlySet<string> {
  return new Set(
    definitions
      .filter(({ type, defaultValue }) => type.kind !== Kind.NON_NULL_TYPE && !defaultValue)
      .map(({ variable }) => variable.name.value),
  )
}
