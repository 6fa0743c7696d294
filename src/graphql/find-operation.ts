import { type DocumentNode, GraphQLError, getOperationAST, type OperationDefinitionNode } from 'graphql'

/** The operation of this name, or the only one when there is no name; else why there is none to run. */
export function findOperation(
  document: DocumentNode,
  name: string | null | undefined,
): OperationDefinitionNode | GraphQLError {
  const operation = getOperationAST(document, name)
  if (operation) return operation
  const message = name ? `The document has no operation ${name}.` : 'Name one of the operations of the document.'
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })
}
