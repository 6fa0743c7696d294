import { everywhere, inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { permissions } from '#kernel/permissions.ts'
import { holdsAnywhere, type PartnerViewer, type UserViewer } from '#kernel/viewer.ts'
import { ApiKey } from './api-key.type.ts'
import { Station } from './station.type.ts'
import { User } from './user.type.ts'

/** Each audience knows one kind of viewer alone, and so sees the one of `user` and `apiKey` that is always there. */
const Viewer = builder.objectRef<UserViewer | PartnerViewer>('Viewer').implement({
  description: 'Whoever asks, as seen through the access token or API key that was sent.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    user: t.field({ type: User, description: 'The account.', subGraphs: inApps, resolve: (viewer) => userOf(viewer) }),
    apiKey: t.field({
      type: ApiKey,
      description: 'The key.',
      subGraphs: ['public'],
      resolve: (viewer) => apiKeyOf(viewer),
    }),
    stations: t.field({
      type: [Station],
      listSize: 100,
      description: 'The stations that they have to do with.',
      resolve: ({ stationIds }) => [...stationIds],
    }),
    permissions: t.stringList({
      description: 'What they may do at one station at least, as `domain:resource:action`.',
      resolve: (viewer) =>
        (Object.keys(permissions) as (keyof typeof permissions)[]).filter((name) => holdsAnywhere(viewer, name)),
    }),
  }),
})

function userOf(viewer: UserViewer | PartnerViewer): string {
  if (viewer.kind !== 'user') throw new TypeError('a partner was let into an app')
  return viewer.userId
}

function apiKeyOf(viewer: UserViewer | PartnerViewer): string {
  if (viewer.kind !== 'partner') throw new TypeError('a session was let into the public API')
  return viewer.apiKeyId
}

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    nullable: true,
    description: 'Whoever asks; null for nobody.',
    subGraphs: everywhere,
    authScopes: { public: true },
    resolve: (_root, _args, { viewer }) => (viewer.kind === 'user' || viewer.kind === 'partner' ? viewer : null),
  }),
)
