import { builder } from '#graphql/builder.ts'
import { enumFilter } from '#graphql/filters.ts'

export const UserStatus = builder.enumType('UserStatus', {
  description: 'Whether somebody may sign in.',
  values: {
    PENDING_VERIFICATION: { description: 'Invited; the invitation is not accepted yet.' },
    ACTIVE: { description: 'May sign in.' },
    SUSPENDED: { description: 'May not sign in.' },
  } as const,
})

export const UserStatusFilter = enumFilter('UserStatus', UserStatus)

export const Presence = builder.enumType('Presence', {
  description: 'Whether somebody is there, as they last said.',
  values: {
    ONLINE: { description: 'At work.' },
    AWAY: { description: 'Signed in, but away.' },
    OFFLINE: { description: 'Not there.' },
  } as const,
})
