import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, visit } from 'graphql'
import { ExtentMeter } from './extent.ts'
import { type DocumentLimits, faultOfText, limits, TOO_LONG } from './limits.ts'

/** What of a document is too large, or cannot be stored; found before the rules of GraphQL, which take longer. */
export function findFaults(document: DocumentNode, bounds: DocumentLimits): readonly GraphQLError[] {
  const meter = new ExtentMeter(document)
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const tooLarge = operations.flatMap((operation) =>
    faultsOfExtent(operation, meter, bounds).map((message) => new GraphQLError(message, { nodes: operation })),
  )
  return [...tooLarge, ...faultsOfLiterals(document)].slice(0, limits.validationErrors)
}

function faultsOfExtent(
  { selectionSet, directives = [], variableDefinitions = [] }: OperationDefinitionNode,
  meter: ExtentMeter,
  bounds: DocumentLimits,
): readonly string[] {
  const extent = meter.measure(selectionSet)
  const onVariables = variableDefinitions.flatMap((definition) => definition.directives ?? [])
  const all = { ...extent, directives: extent.directives + directives.length + onVariables.length }
  const faults: string[] = []
  for (const what of ['fields', 'aliases', 'directives'] as const) {
    if (all[what] > bounds[what]) faults.push(`An operation must have at most ${bounds[what]} ${what}.`)
  }
  if (all.width > bounds.rootFields) faults.push(`An operation must have at most ${bounds.rootFields} root fields.`)
  if (all.depth > bounds.depth) faults.push(`Fields must not be nested deeper than ${bounds.depth} levels.`)
  if (all.aliases <= bounds.aliases) {
    for (const [name, uses] of meter.aliasesByField(selectionSet)) {
      if (uses > bounds.aliasesOfField) {
        faults.push(`An operation must have at most ${bounds.aliasesOfField} aliases of ${name}.`)
      }
    }
  }
  return faults
}

/** Literals are short storable text, and lists of them are short. */
function faultsOfLiterals(document: DocumentNode): readonly GraphQLError[] {
  const faults: GraphQLError[] = []
  visit(document, {
    StringValue(node) {
      const fault = faultOfText(node.value)
      if (fault) faults.push(new GraphQLError(fault, { nodes: node }))
    },
    ListValue(node) {
      if (node.values.length > limits.inputListEntries) faults.push(new GraphQLError(TOO_LONG, { nodes: node }))
    },
  })
  return faults
}
