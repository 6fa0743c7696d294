import { builder } from '#graphql/builder.ts'
import { connectionType } from '#graphql/connections.ts'
import { enumFilter } from '#graphql/filters.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, registerNode } from '#graphql/node.ts'
import type { Audience } from '#kernel/audience.ts'
import { partnerScopes, permissions } from '#kernel/permissions.ts'
import { holdsAnywhere } from '#kernel/viewer.ts'
import { stateOf } from '../model/api-key-state.ts'
import { apiKeyById } from '../store/api-key-reads.ts'
import { loadKeyRights, MANAGE_KEYS, reachOf } from '../use-cases/key-rights.ts'
import { Organization } from './organization.type.ts'
import { Station } from './station.type.ts'
import { User } from './user.type.ts'

/** What the partner sees of its own key. */
const toPartners: Audience[] = ['admin', 'public']

/** For descriptions. */
export const scopesInWords = partnerScopes.map((scope) => `\`${scope}\`: ${permissions[scope]}`).join(' ')

export const RatePlan = builder.enumType('RatePlan', {
  description: 'How much an API key may ask for.',
  values: {
    TRIAL: { description: 'For trying things out.' },
    STANDARD: { description: 'For a partner in production.' },
    ENTERPRISE: { description: 'For a partner with a lot of traffic.' },
  } as const,
})

export const ApiKeyState = builder.enumType('ApiKeyState', {
  description: 'Whether an API key is good.',
  values: {
    ACTIVE: { description: 'It is good.' },
    REPLACED: { description: 'Another has been rotated from it. It is good until it expires.' },
    EXPIRED: { description: 'It has come to its end.' },
    REVOKED: { description: 'Somebody has ended it.' },
  } as const,
})

export const ApiKeyStateFilter = enumFilter('ApiKeyState', ApiKeyState)

export const ApiKey = loadableRef('ApiKey', apiKeyById)

// Those that one may manage, and for a partner the key that it asks with.
export const apiKeyNode = registerNode('API key', 'ApiKey', async (uuid, { reads, viewer }) => {
  if (viewer.kind === 'partner') return viewer.apiKeyId === uuid ? reads.load(apiKeyById, uuid) : null
  if (!holdsAnywhere(viewer, MANAGE_KEYS)) return null
  const [row, rights] = await Promise.all([reads.load(apiKeyById, uuid), loadKeyRights(viewer, reads)])
  return row && rights.holds(MANAGE_KEYS, reachOf(row)) ? row : null
})

ApiKey.implement({
  description: "What a partner's program signs in with on the public API, as `Authorization: Bearer tp_live_…`.",
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({
      description: 'Stable for ever.',
      subGraphs: toPartners,
      resolve: ({ id }) => publicId('API key', id),
    }),
    organization: t.field({
      type: Organization,
      description: 'The business that has given it.',
      resolve: ({ organizationId }) => organizationId,
    }),
    name: t.exposeString('name', { description: 'Whose or what it is for.', subGraphs: toPartners }),
    prefix: t.string({
      description: 'How the key begins. No secret: by this it is recognized.',
      subGraphs: toPartners,
      resolve: ({ keyId }) => `tp_live_${keyId}`,
    }),
    scopes: t.exposeStringList('scopes', { description: `What it may do. ${scopesInWords}`, subGraphs: toPartners }),
    stations: t.field({
      type: [Station],
      nullable: true,
      listSize: 100,
      description: 'Where it is good; null for all stations of the organization, also those to come.',
      subGraphs: toPartners,
      resolve: ({ allStations, stationIds }) => (allStations ? null : [...stationIds]),
    }),
    plan: t.expose('plan', { type: RatePlan, description: 'How much it may ask for.', subGraphs: toPartners }),
    state: t.field({
      type: ApiKeyState,
      description: 'Whether it is good.',
      resolve: (key, _args, { clock }) => stateOf(key, clock.now()),
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it ends by itself; null for never.',
      subGraphs: toPartners,
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last used, give or take a minute; null for never.',
    }),
    rotatedFrom: t.field({
      type: ApiKey,
      nullable: true,
      description: 'The key that it has replaced.',
      resolve: ({ rotatedFromId }) => rotatedFromId,
    }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true, description: 'When somebody ended it.' }),
    createdBy: t.field({
      type: User,
      nullable: true,
      description: 'Who has given it; null where that is nobody of the business.',
      resolve: ({ createdById }) => createdById,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was given.' }),
    version: t.exposeInt('version', { description: 'Give it back as expectedVersion to change exactly this.' }),
  }),
})

export const ApiKeyConnection = connectionType('ApiKey', ApiKey)
