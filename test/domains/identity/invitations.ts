import { publicId } from '#graphql/ids.ts'
import type { Mail } from '#platform/mail/mailer.ts'
import type { Business, StaffMember } from '../../support/business.ts'
import type { TestGateway } from '../../support/gateway.ts'
import type { TokenAnswer } from '../../support/sessions.ts'
import { waitFor } from '../../support/wait.ts'
import { act } from './staff.ts'

export const NEW_PASSWORD = 'seven lanterns on a hill'

/** Invites somebody, as a chef at the first station unless told otherwise. */
export function invite(
  gateway: TestGateway,
  { organizationId, stationIds: [stationId] }: Business,
  by: StaffMember,
  fields: object = {},
) {
  return act(
    gateway,
    'inviteUser',
    {
      organizationId: publicId('organization', organizationId),
      email: 'ada@example.com',
      fullName: 'Ada Lovelace',
      roles: [{ role: 'CHEF', stationId: publicId('station', stationId) }],
      ...fields,
    },
    by,
  )
}

/** The mails that went to this address, once there is one; takes all others along. */
export async function mailTo(gateway: TestGateway, email: string): Promise<Mail> {
  return waitFor(`a mail to ${email}`, () => gateway.takeMails().findLast(({ to }) => to === email))
}

export function tokenIn({ text }: Pick<Mail, 'text'>): string {
  const token = /^https:\/\/app\.example\/accept-invite#token=([\w-]{43})$/m.exec(text)?.[1]
  if (!token) throw new Error(`a mail without a link: ${text}`)
  return token
}

export async function accept(gateway: TestGateway, input: object): Promise<TokenAnswer> {
  const { result } = await gateway.query<{ result: TokenAnswer }>(
    `mutation ($input: AcceptInviteInput!) { result: acceptInvite(input: $input) { __typename
      ... on AcceptInvitePayload { accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt user { fullName } }
      ... on UserError { code message path } ... on ValidationError { issues { path message } } } }`,
    { input: { password: NEW_PASSWORD, ...input } },
  )
  return result
}
