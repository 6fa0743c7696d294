import {
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
} from 'graphql'
import { CostModel, hasSpecialWeight, type ListSize, weightOfInput } from './cost-model.ts'

interface Applied {
  node: FieldDefinitionNode | InputValueDefinitionNode
  directives: string
}

/** The printed schema with the directives of its costs where they stand; graphql-js prints none that are applied. */
export function withCosts(schema: GraphQLSchema, printed: string): string {
  const applied = appliedTo(schema, printed).filter(({ directives }) => directives !== '')
  const ends = applied
    .map(({ node, directives }) => ({ at: node.loc?.end ?? 0, directives }))
    .sort((a, b) => a.at - b.at)
  let text = ''
  let from = 0
  for (const { at, directives } of ends) {
    text += printed.slice(from, at) + directives
    from = at
  }
  return text + printed.slice(from)
}

function appliedTo(schema: GraphQLSchema, printed: string): readonly Applied[] {
  const model = new CostModel(schema)
  return parse(printed).definitions.flatMap((definition) => {
    if (!('fields' in definition) || !('name' in definition)) return []
    const type = schema.getType(definition.name?.value ?? '')
    return (definition.fields ?? []).flatMap((node) => {
      if (isInputObjectType(type)) return [{ node, directives: directivesOfInput(type.getFields()[node.name.value]) }]
      if (!(isObjectType(type) || isInterfaceType(type))) return []
      const field = type.getFields()[node.name.value]
      if (!field) return []
      const { weight, isSpecial, size } = model.of(field)
      // An interface has no weights: what counts are those of the objects that may stand there.
      const cost = isSpecial && isObjectType(type) ? costDirective(weight) : ''
      const inputs = ('arguments' in node ? (node.arguments ?? []) : []).map((argument) => ({
        node: argument,
        directives: directivesOfInput(field.args.find(({ name }) => name === argument.name.value)),
      }))
      return [...inputs, { node, directives: `${cost}${size ? listSizeDirective(size) : ''}` }]
    })
  })
}

function directivesOfInput(input: Parameters<typeof weightOfInput>[0] | undefined): string {
  return input && hasSpecialWeight(input) ? costDirective(weightOfInput(input)) : ''
}

function costDirective(weight: number): string {
  return ` @cost(weight: "${weight}")`
}

function listSizeDirective(size: ListSize): string {
  if ('assumedSize' in size) return ` @listSize(assumedSize: ${size.assumedSize})`
  const { slicingArguments, sizedFields } = size
  return ` @listSize(slicingArguments: ${printList(slicingArguments)}, sizedFields: ${printList(sizedFields)})`
}

function printList(names: readonly string[]): string {
  return `[${names.map((name) => `"${name}"`).join(', ')}]`
}
