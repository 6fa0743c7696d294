import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql'

/** Validation rule for schemas that are nobody's business: they are not asked about themselves. */
export function NoIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== '__schema' && node.name.value !== '__type') return
      context.reportError(new GraphQLError('This API does not tell its schema.', { nodes: node }))
    },
  }
}

/** What graphql-js says is wrong, without the names of the schema that come near to what was meant. */
export function withoutSuggestions(message: string): string {
  return message.replace(/ ?Did you mean .*\?$/s, '')
}
