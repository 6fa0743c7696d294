import SchemaBuilder from '@pothos/core'
import DataloaderPlugin from '@pothos/plugin-dataloader'
import ErrorsPlugin from '@pothos/plugin-errors'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import SubGraphPlugin from '@pothos/plugin-sub-graph'
import type { Audience } from '#kernel/audience.ts'
import { ForbiddenError, UnauthenticatedError } from '#kernel/errors.ts'
import type { Permission } from '#kernel/permissions.ts'
import { holdsAnywhere, holdsAt } from '#kernel/viewer.ts'
import { everywhere } from './audiences.ts'
import type { Context } from './context.ts'

interface PermissionAt {
  permission: Permission
  stationId: string
}

/**
 * The one schema builder. Each domain adds its types and fields on import; nothing is nullable unless it says so.
 * Errors stand outermost, then authorization, then loaders. A field that names no audience is for the admin app alone;
 * types are wherever a field leads to them.
 */
export const builder = new SchemaBuilder<{
  Context: Context
  DefaultFieldNullability: false
  DefaultAuthStrategy: 'all'
  SubGraphs: Audience
  AuthScopes: {
    /** Anybody at all; says so on purpose. */
    public: boolean
    signedIn: boolean
    /** Held at some station; which rows that opens is up to the read or the use case. */
    permission: Permission
    permissionAt: PermissionAt
  }
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    CurrencyCode: { Input: string; Output: string }
    LocalDate: { Input: string; Output: string }
    LocalTime: { Input: string; Output: string }
    TimeZone: { Input: string; Output: string }
    SafeInt: { Input: number; Output: number }
    EventCursor: { Input: string; Output: string }
    JSON: { Input: unknown; Output: unknown }
  }
}>({
  plugins: [ErrorsPlugin, ScopeAuthPlugin, DataloaderPlugin, SubGraphPlugin],
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    defaultUnionOptions: { description: 'What came of it: the payload, or the reason why nothing was done.' },
  },
  subGraphs: { defaultForTypes: everywhere, defaultForFields: ['admin'] },
  scopeAuth: {
    defaultStrategy: 'all',
    authorizeOnSubscribe: true,
    authScopes: ({ viewer }) => ({
      public: true,
      signedIn: viewer.kind !== 'anonymous',
      permission: (permission) => holdsAnywhere(viewer, permission),
      permissionAt: ({ permission, stationId }) => holdsAt(viewer, permission, stationId),
    }),
    unauthorizedError: (_parent, { viewer }, _info, { failure }) =>
      viewer.kind === 'anonymous' ? new UnauthenticatedError() : new ForbiddenError(missingPermission(failure)),
  },
})

builder.queryType({ description: 'What can be read.' })
builder.mutationType({ description: 'What can be done. Each mutation is one transaction.' })
builder.subscriptionType({ description: 'What can be listened to, and resumed after a cut without losing anything.' })

/** Which permission a denied field wanted; the plugin reports it as the parameter of the scope that failed. */
function missingPermission(failure: unknown): string {
  const { parameter, failures } = failure as { parameter?: unknown; failures?: readonly unknown[] }
  if (typeof parameter === 'string') return parameter
  if (typeof parameter === 'object' && parameter !== null) return (parameter as PermissionAt).permission
  return failures?.[0] ? missingPermission(failures[0]) : 'to sign in'
}

/** What builds the fields of an input type; for fields that several of them have. */
export type InputFields = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0]

type SchemaTypes = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer Types> ? Types : never

/** What builds the fields of an object type; for fields that several of them have. */
export type ObjectFields<Shape> = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Shape>
