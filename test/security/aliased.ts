import { Kind, type OperationDefinitionNode, parse, print, visit } from 'graphql'
import type { IdOperation } from './foreign-id-operations.ts'

/** Operations of one kind as one, under aliases: their variables and fields carry their number. */
export function joinOperations(operations: readonly IdOperation[]): { query: string; variables: object } {
  const numbered = operations.map(({ query }, at) => numberNames(parse(query).definitions[0], `_${at}`))
  const declared = numbered.flatMap(({ variableDefinitions = [] }) => variableDefinitions).map(print)
  const fields = numbered.flatMap(({ selectionSet }) => selectionSet.selections).map(print)
  const variables = operations.flatMap((operation, at) =>
    Object.entries(operation.variables).map(([name, value]) => [`${name}_${at}`, value]),
  )
  const query = `${numbered[0]?.operation} (${declared.join(', ')}) { ${fields.join(' ')} }`
  return { query, variables: Object.fromEntries(variables) }
}

function numberNames(definition: unknown, suffix: string): OperationDefinitionNode {
  const renamed = visit(definition as OperationDefinitionNode, {
    Variable: (node) => ({ ...node, name: { ...node.name, value: `${node.name.value}${suffix}` } }),
  })
  const selections = renamed.selectionSet.selections.map((field) =>
    field.kind === Kind.FIELD ? { ...field, alias: { kind: Kind.NAME, value: `${field.name.value}${suffix}` } } : field,
  )
  return { ...renamed, selectionSet: { ...renamed.selectionSet, selections } } as OperationDefinitionNode
}
