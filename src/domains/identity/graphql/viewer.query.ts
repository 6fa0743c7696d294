import { everywhere, inApps } from '#graphql/audiences.ts'
import { builder } from '#graphql/builder.ts'
import { permissions } from '#kernel/permissions.ts'
import { holdsAnywhere, type UserViewer } from '#kernel/viewer.ts'
import { Station } from './station.type.ts'
import { User } from './user.type.ts'

const Viewer = builder.objectRef<UserViewer>('Viewer').implement({
  description: 'Whoever asks, as seen through the access token that was sent.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    user: t.field({ type: User, description: 'The account.', subGraphs: inApps, resolve: ({ userId }) => userId }),
    stations: t.field({
      type: [Station],
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

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    nullable: true,
    description: 'Whoever asks; null when nobody is signed in.',
    subGraphs: everywhere,
    authScopes: { public: true },
    resolve: (_root, _args, { viewer }) => (viewer.kind === 'user' ? viewer : null),
  }),
)
