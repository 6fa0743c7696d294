import { publicId } from '#graphql/ids.ts'
import { ALL_SCOPES, actOnKey, CREATE_KEY } from '../../support/api-keys.ts'
import type { BookingScene } from '../../support/bookings.ts'
import { createBusiness, hire, hireOwner, type StaffMember, signIn } from '../../support/business.ts'
import { readToken } from '../../support/forged-token.ts'
import { type MutationSample, type MutationSamples, sampleOf } from '../../support/mutation-sample.ts'
import { act, userId } from './staff.ts'

const USER = 'user { id status presence version roles { code station { id } } }'
const STATION = 'station { id code version }'
const API_KEY = 'apiKey { id name state version }'
const INVITATION = 'invitation { id user { id status } }'

/** What an owner of a business of its own does, to a chef if need be. */
async function byOwner(
  { gateway }: BookingScene,
  sample: (organizationId: string, stationId: string, chef: StaffMember, owner: StaffMember) => Promise<MutationSample>,
): Promise<MutationSample> {
  const business = await createBusiness(gateway)
  const [owner, chef] = [await hireOwner(gateway, business), await hire(gateway, business, 'CHEF')]
  const ids = [publicId('organization', business.organizationId), publicId('station', business.stationIds[0])] as const
  return { ...(await sample(...ids, chef, owner)), token: owner.token }
}

/** What an owner does with a key of their business. */
function byKeyHolder(scene: BookingScene, sample: (apiKeyId: string) => MutationSample): Promise<MutationSample> {
  return byOwner(scene, async (organizationId, _stationId, _chef, owner) => {
    const input = { organizationId, name: 'Partner', scopes: ALL_SCOPES }
    const { apiKey } = await actOnKey(scene.gateway, CREATE_KEY, input, owner)
    return sample(apiKey.id)
  })
}

let invited = 0

function invitation(organizationId: string, stationId: string) {
  invited += 1
  const email = `sampled.${invited}@example.com`
  const roles = [{ role: 'CHEF', stationId }]
  return { organizationId, email, fullName: 'Sam Pled', roles, stations: [{ stationId }] }
}

export const identitySamples: MutationSamples = {
  signOut: async ({ gateway, business }) => {
    const { token } = await hire(gateway, business, 'OBSERVER')
    return { query: 'mutation { signOut { ended } }', events: [], token }
  },
  setPresence: async ({ gateway, business }) => {
    const { token } = await hire(gateway, business, 'OBSERVER', [business.stationIds[0]])
    return { ...sampleOf('setPresence', USER, { presence: 'AWAY' }, ['member.presence_changed']), token }
  },
  inviteUser: (scene) =>
    byOwner(scene, async (organizationId, stationId) =>
      sampleOf('inviteUser', INVITATION, invitation(organizationId, stationId), ['member.invited']),
    ),
  revokeInvite: (scene) =>
    byOwner(scene, async (organizationId, stationId, _chef, owner) => {
      const { invitation: open } = await act(scene.gateway, 'inviteUser', invitation(organizationId, stationId), owner)
      return sampleOf('revokeInvite', INVITATION, { invitationId: open.id }, ['member.invitation_revoked'])
    }),
  updateUser: (scene) =>
    byOwner(scene, async (_organizationId, stationId, chef) => {
      const change = { expectedVersion: 1, title: { stationId, text: 'Head chef' } }
      return sampleOf('updateUser', USER, { userId: userId(chef), ...change }, ['member.title_changed'])
    }),
  suspendUser: (scene) =>
    byOwner(scene, async (_organizationId, _stationId, chef) =>
      sampleOf('suspendUser', USER, { userId: userId(chef) }, ['member.suspended']),
    ),
  reinstateUser: (scene) =>
    byOwner(scene, async (_organizationId, _stationId, chef, owner) => {
      await act(scene.gateway, 'suspendUser', { userId: userId(chef) }, owner)
      return sampleOf('reinstateUser', USER, { userId: userId(chef) }, ['member.reinstated'])
    }),
  grantRole: (scene) =>
    byOwner(scene, async (_organizationId, stationId, chef) => {
      const role = { role: 'CUSTOMER_SUPPORT', stationId }
      return sampleOf('grantRole', USER, { userId: userId(chef), ...role }, ['member.role_granted'])
    }),
  revokeRole: (scene) =>
    byOwner(scene, async (_organizationId, stationId, chef) =>
      sampleOf('revokeRole', USER, { userId: userId(chef), role: 'CHEF', stationId }, ['member.role_revoked']),
    ),
  createStation: (scene) =>
    byOwner(scene, async (organizationId) => {
      const station = { name: 'Second', code: 'TWO', timezone: 'Europe/Berlin', currency: 'EUR' }
      return sampleOf('createStation', STATION, { organizationId, ...station }, ['station.created'])
    }),
  updateStation: (scene) =>
    byOwner(scene, async (_organizationId, stationId) => {
      const change = { expectedVersion: 1, name: 'Renamed' }
      return sampleOf('updateStation', STATION, { stationId, ...change }, ['station.updated'])
    }),
  updateOrganization: (scene) =>
    byOwner(scene, async (organizationId) => {
      const change = { expectedVersion: 1, name: 'Renamed' }
      return sampleOf('updateOrganization', 'organization { id name version }', { organizationId, ...change }, [])
    }),
  endSession: async ({ gateway, business }) => {
    const { email, token } = await hire(gateway, business, 'OBSERVER')
    const other = await signIn(gateway, email)
    const sessionId = publicId('session', String(readToken(other.token).claims.sid))
    return { ...sampleOf('endSession', 'ended', { sessionId }, []), token }
  },
  signOutEverywhere: async ({ gateway, business }) => {
    const { email, token } = await hire(gateway, business, 'OBSERVER')
    await signIn(gateway, email)
    return { ...sampleOf('signOutEverywhere', 'endedSessions', { keepCurrent: true }, []), token }
  },
  endUserSessions: (scene) =>
    byOwner(scene, async (_organizationId, _stationId, chef) =>
      sampleOf('endUserSessions', 'endedSessions', { userId: userId(chef) }, []),
    ),
  createApiKey: (scene) =>
    byOwner(scene, async (organizationId) => {
      const key = { organizationId, name: 'Partner', scopes: ['bookings:menu:read'] }
      return sampleOf('createApiKey', API_KEY, key, [])
    }),
  updateApiKey: (scene) =>
    byKeyHolder(scene, (apiKeyId) =>
      sampleOf('updateApiKey', API_KEY, { apiKeyId, expectedVersion: 1, name: 'Renamed' }, []),
    ),
  rotateApiKey: (scene) => byKeyHolder(scene, (apiKeyId) => sampleOf('rotateApiKey', API_KEY, { apiKeyId }, [])),
  revokeApiKey: (scene) => byKeyHolder(scene, (apiKeyId) => sampleOf('revokeApiKey', API_KEY, { apiKeyId }, [])),
}
