import type { GraphQLField } from 'graphql'
import { describe, expect, it } from 'vitest'
import { permissions } from '#kernel/permissions.ts'
import { schema } from './schema-elements.ts'

type Scopes = Record<string, unknown> | ((...parameters: never[]) => unknown) | undefined

/** Fields that anybody may ask for, signed in or not. A new one takes a decision and a line here. */
const PUBLIC = [
  'Mutation.acceptInvite',
  'Mutation.refreshSession',
  'Mutation.requestPasswordReset',
  'Mutation.resetPassword',
  'Mutation.signIn',
  'Mutation.signInWithIdentityProvider',
  'Query.rateLimit',
  'Query.viewer',
]

const rootFields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
  Object.values(type?.getFields() ?? {}).map((field) => ({
    name: `${type?.name}.${field.name}`,
    scopes: scopesOf(field),
  })),
)

describe('every root field', () => {
  it('exists: what follows would hold for an empty schema too', () => {
    expect(rootFields.length).toBeGreaterThan(10)
  })

  it('says who may use it', () => {
    expect(namesOf(({ scopes }) => scopes === undefined || Object.keys(scopes).length === 0)).toEqual([])
  })

  it('says so in a way that can be read off the schema, not by a function', () => {
    expect(namesOf(({ scopes }) => typeof scopes === 'function')).toEqual([])
  })

  it('is open to everybody only where that was decided', () => {
    expect(namesOf(({ scopes }) => 'public' in (scopes ?? {})).sort()).toEqual(PUBLIC)
  })

  it('asks for rights that there are', () => {
    const asked = rootFields.map(({ scopes }) => (scopes as { permission?: string } | undefined)?.permission)
    const unknown = asked.filter((permission) => permission !== undefined && !Object.hasOwn(permissions, permission))
    expect(unknown).toEqual([])
  })
})

function namesOf(matches: (field: (typeof rootFields)[number]) => boolean): string[] {
  return rootFields.filter(matches).map(({ name }) => name)
}

/** What the authorization plugin reads: the options that the field was built with. */
function scopesOf(field: GraphQLField<unknown, unknown>): Scopes {
  const { authScopes } = field.extensions.pothosOptions as { authScopes?: Scopes }
  return authScopes
}
