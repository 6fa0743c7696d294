import { type GraphQLSchema, isRequiredArgument, OperationTypeNode } from 'graphql'
import { PASSWORD } from '../../support/business.ts'
import { type Ids, operationsWith, subscriptionsWith } from '../foreign-id-operations.ts'
import { idsThatDiffer } from '../id-arguments.ts'
import { documentOf, type RootField, rootFieldsOf } from './documents.ts'
import type { Principal } from './principals.ts'
import type { Place, Scene } from './scene.ts'

/** One row: a root field, with the ids of which it is asked. */
export interface Question {
  label: string
  root: RootField
  /** Where the ids stand in its variables; none for what names no place. */
  idPaths: string
  /** What one needs for it; null when that is no permission. */
  permission: string | null
  ask(principal: Principal, scene: Pick<Scene, 'own' | 'cursor'>, other: Place): Request
}

export interface Request {
  query: string
  variables: Record<string, unknown>
}

const NEW_PASSWORD = 'an honest new passphrase'

/** How to ask for what takes no id. Mutations that @dryRun refuses must change nothing here either. */
const inputs: Readonly<Record<string, (principal: Principal) => object>> = {
  acceptInvite: () => ({ token: 'none', password: NEW_PASSWORD }),
  changePassword: () => ({ currentPassword: 'a wrong passphrase', newPassword: NEW_PASSWORD }),
  refreshSession: () => ({ refreshToken: 'none' }),
  requestPasswordReset: ({ address }) => ({ email: `nobody.at.${address}@example.com` }),
  resetPassword: () => ({ token: 'none', newPassword: NEW_PASSWORD }),
  setPresence: () => ({ presence: 'AWAY' }),
  signIn: ({ email }) => ({ email, password: PASSWORD }),
  signInWithIdentityProvider: () => ({ provider: 'nobody', idToken: 'none', nonce: 'none' }),
  signOutEverywhere: () => ({ keepCurrent: false }),
}

/** Every root field of an audience, at least once; a field that takes ids once for each. */
export function questionsOf(schema: GraphQLSchema, samples: { own: Place; other: Place }): Question[] {
  return rootFieldsOf(schema).flatMap((root) => {
    const { name } = root.field
    const withIds = idPathsOf(name, samples).map((idPaths, at) =>
      question(schema, root, idPaths, (principal, own, other) => variantsOf(name, principal, own, other)[at] ?? {}),
    )
    const bare = withIds.length > 0 && requiresArguments(root) ? [] : [bareQuestion(schema, root)]
    return [...bare, ...withIds]
  })
}

function question(
  schema: GraphQLSchema,
  root: RootField,
  idPaths: string,
  variablesFor: (principal: Principal, own: Place, other: Place) => object,
): Question {
  const { kind, field } = root
  return {
    label: `${kind} ${field.name}${idPaths && ` (${idPaths})`}`,
    root,
    idPaths,
    permission: permissionOf(root),
    ask(principal, { own, cursor }, other) {
      const usual = {
        ...(field.args.some(({ name }) => name === 'first') && { first: 100 }),
        ...(kind === OperationTypeNode.SUBSCRIPTION && { after: cursor }),
      }
      const variables = { ...usual, ...variablesFor(principal, own, other) }
      return { query: documentOf(schema, root, Object.keys(variables)), variables }
    },
  }
}

function bareQuestion(schema: GraphQLSchema, root: RootField): Question {
  const { name } = root.field
  const input = inputs[name]
  if (input) return question(schema, root, '', (principal) => ({ input: input(principal) }))
  if (requiresArguments(root)) {
    throw new Error(
      `Nobody knows how to ask for ${root.kind} ${name}: add it to operationsWith in test/security/foreign-id-operations.ts if it takes an id, else to inputs in test/security/matrix/questions.ts.`,
    )
  }
  return question(schema, root, '', () => ({}))
}

function permissionOf({ field }: RootField): string | null {
  const { authScopes } = field.extensions.pothosOptions as { authScopes?: { permission?: string } }
  return authScopes?.permission ?? null
}

function requiresArguments({ field }: RootField): boolean {
  return field.args.some(isRequiredArgument)
}

/** The variables of each operation of the field that takes ids. */
function variantsOf(name: string, principal: Principal, own: Place, other: Place): object[] {
  const idsAt = (place: Place, isOwn: boolean): Ids => ({
    ...place.idsFor(name),
    ...(isOwn && principal.session !== null && { session: principal.session }),
  })
  const [mine, theirs] = [idsAt(own, true), idsAt(other, own === other)]
  return [...operationsWith(mine, theirs), ...subscriptionsWith(theirs)]
    .filter((operation) => operation.name.split(' ')[0] === name)
    .map(({ variables }) => variables)
}

const nobody: Principal = { name: 'nobody', address: '', email: '', session: null, tokenFor: () => undefined }

/** Where the ids of the other place stand in the variables of each operation of the field. */
function idPathsOf(name: string, { own, other }: { own: Place; other: Place }): string[] {
  const theirs = variantsOf(name, nobody, own, other)
  const differing = variantsOf(name, nobody, own, own).map((mine, at) => idsThatDiffer(mine, theirs[at]))
  const named = differing.map((ids) => [...new Set(ids.map(({ path }) => path))].join(', '))
  // Where ids of several kinds fit, their kind tells them apart.
  return differing.map((ids, at) =>
    named.filter((label) => label === named[at]).length === 1
      ? (named[at] as string)
      : ids.map(({ path, id }) => `${path}: ${id.split('_')[0]}`).join(', '),
  )
}
