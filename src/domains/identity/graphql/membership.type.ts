import { builder } from '#graphql/builder.ts'
import type { MembershipRow } from '../store/identity-rows.ts'
import { Station } from './station.type.ts'

export const Membership = builder.objectRef<MembershipRow>('Membership').implement({
  description: 'That somebody works at a station.',
  fields: (t) => ({
    station: t.field({ type: Station, description: 'Where.', resolve: ({ stationId }) => stationId }),
    title: t.exposeString('title', { nullable: true, description: 'What they are there, in words.' }),
    isPrimary: t.exposeBoolean('isPrimary', {
      description: 'Whether it is the station where they belong first of all.',
    }),
    since: t.expose('createdAt', { type: 'DateTime', description: 'When they first came there.' }),
  }),
})
