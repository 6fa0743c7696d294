import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Business, createBusiness, hire, PASSWORD, type StaffMember } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { readToken } from '../../support/forged-token.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { askViewer, refresh, type TokenAnswer, trySignIn } from '../../support/sessions.ts'
import { waitFor } from '../../support/wait.ts'

const DAY = 24 * 60 * 60
const ENDED = {
  __typename: 'SessionEndedError',
  code: 'SESSION_ENDED',
  message: 'The session has ended: sign in again.',
  path: ['refreshToken'],
}

const clock = new ChosenClock()
let gateway: TestGateway
let business: Business
let chef: StaffMember
let tokens: TokenAnswer

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  business = await createBusiness(gateway)
})

beforeEach(async () => {
  chef = await hire(gateway, business, 'CHEF')
  tokens = await trySignIn(gateway, chef.email, PASSWORD)
})

afterAll(() => gateway.stop())

const sessionOf = ({ accessToken }: TokenAnswer) => readToken(accessToken).claims.sid as string

async function sessionRow(id: string) {
  const [row] = await gateway.sql<{ revoked: boolean; reused: boolean }>(
    `select revoked_at is not null as revoked, reuse_detected_at is not null as reused from identity.sessions where id = $1`,
    [id],
  )
  return row
}

/** What a token was good for is taken for granted for at most a second. */
const stopsWorking = (token: string) =>
  waitFor('the token stops working', async () => (await askViewer(gateway, token)).status === 401, 1_500)

describe('refreshing a session', () => {
  it('gives a new pair of the same session', async () => {
    const next = await refresh(gateway, tokens.refreshToken)
    expect(next.__typename).toBe('RefreshSessionPayload')
    expect(next.user.fullName).toBe(tokens.user.fullName)
    expect(next.refreshToken).not.toBe(tokens.refreshToken)
    expect(next.accessToken).not.toBe(tokens.accessToken)
    expect(sessionOf(next)).toBe(sessionOf(tokens))
    expect((await askViewer(gateway, next.accessToken)).status).toBe(200)
    expect((await refresh(gateway, next.refreshToken)).__typename).toBe('RefreshSessionPayload')
  })

  it('needs no access token, and does not mind one that has ended', async () => {
    clock.pass(16 * 60)
    expect((await askViewer(gateway, tokens.accessToken)).status).toBe(401)
    const next = await refresh(gateway, tokens.refreshToken)
    expect((await askViewer(gateway, next.accessToken)).status).toBe(200)
  })

  it('links each token to the one before', async () => {
    await refresh(gateway, (await refresh(gateway, tokens.refreshToken)).refreshToken)
    const links = await gateway.sql(
      `select used_at is not null as used, rotated_from_id = lag(id) over (order by created_at, id) as follows
       from identity.refresh_tokens where session_id = $1 order by created_at, id`,
      [sessionOf(tokens)],
    )
    expect(links).toEqual([
      { used: true, follows: null },
      { used: true, follows: true },
      { used: false, follows: true },
    ])
  })

  it('within ten seconds may be done once more with the same token: the answer may have been lost', async () => {
    const one = await refresh(gateway, tokens.refreshToken)
    clock.pass(9)
    const other = await refresh(gateway, tokens.refreshToken)
    expect(other.__typename).toBe('RefreshSessionPayload')
    expect(other.refreshToken).not.toBe(one.refreshToken)
    for (const { accessToken, refreshToken } of [one, other]) {
      expect((await askViewer(gateway, accessToken)).status).toBe(200)
      expect((await refresh(gateway, refreshToken)).__typename).toBe('RefreshSessionPayload')
    }
  })

  it('later than that with a used token ends the session at once, for the thief and the owner alike', async () => {
    const next = await refresh(gateway, tokens.refreshToken)
    clock.pass(11)
    const other = await trySignIn(gateway, chef.email, PASSWORD)
    expect((await askViewer(gateway, next.accessToken)).status).toBe(200)

    expect(await refresh(gateway, tokens.refreshToken)).toEqual(ENDED)
    await stopsWorking(next.accessToken)
    expect(await refresh(gateway, next.refreshToken)).toEqual(ENDED)
    expect(await sessionRow(sessionOf(tokens))).toEqual({ revoked: true, reused: true })
    expect((await askViewer(gateway, other.accessToken)).status).toBe(200)
  })

  it('cannot be kept alive by using one token again and again', async () => {
    await refresh(gateway, tokens.refreshToken)
    clock.pass(6)
    await refresh(gateway, tokens.refreshToken)
    clock.pass(6)
    expect(await refresh(gateway, tokens.refreshToken)).toEqual(ENDED)
  })

  it('by many at once with the same token gives each a pair, and the session lives', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(gateway, tokens.refreshToken)))
    expect(new Set(answers.map(({ refreshToken }) => refreshToken)).size).toBe(10)
    expect(answers.map(({ __typename }) => __typename)).toEqual(Array(10).fill('RefreshSessionPayload'))
    expect(await sessionRow(sessionOf(tokens))).toEqual({ revoked: false, reused: false })
    for (const { accessToken } of answers) expect((await askViewer(gateway, accessToken)).status).toBe(200)
  })

  it('by many at once with a stolen token helps none of them', async () => {
    const next = await refresh(gateway, tokens.refreshToken)
    clock.pass(60)
    const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(gateway, tokens.refreshToken)))
    for (const answer of answers) expect(answer).toEqual(ENDED)
    expect(await refresh(gateway, next.refreshToken)).toEqual(ENDED)
  })

  it('is refused for what never was a token', async () => {
    const { refreshToken } = tokens
    for (const text of [
      '',
      'x',
      `${refreshToken}=`,
      refreshToken.slice(1),
      refreshToken.toLowerCase(),
      tokens.accessToken,
    ]) {
      expect(await refresh(gateway, text)).toEqual(ENDED)
    }
    expect((await refresh(gateway, refreshToken)).__typename).toBe('RefreshSessionPayload')
  })

  it('is refused after seven days without one', async () => {
    clock.pass(7 * DAY)
    expect(await refresh(gateway, tokens.refreshToken)).toEqual(ENDED)
    expect(await sessionRow(sessionOf(tokens))).toEqual({ revoked: false, reused: false })
  })

  it('is refused after thirty days, however often it was done', async () => {
    for (let day = 0; day < 30; day += 6) {
      tokens = await refresh(gateway, tokens.refreshToken)
      expect(tokens.__typename).toBe('RefreshSessionPayload')
      clock.pass(6 * DAY - 60)
    }
    const last = await refresh(gateway, tokens.refreshToken)
    const [session] = await gateway.sql<{ end: Date }>(
      'select expires_at as end from identity.sessions where id = $1',
      [sessionOf(last)],
    )
    expect(last.refreshTokenExpiresAt).toBe(session?.end.toISOString())
    clock.pass(600)
    expect(await refresh(gateway, last.refreshToken)).toEqual(ENDED)
    await stopsWorking(last.accessToken)
  })
})

describe('an account that is suspended', () => {
  it('stops working within a second, and for good', async () => {
    expect((await askViewer(gateway, tokens.accessToken)).status).toBe(200)
    await gateway.sql(`update identity.users set status = 'SUSPENDED' where id = $1`, [chef.userId])
    await stopsWorking(tokens.accessToken)
    expect(await refresh(gateway, tokens.refreshToken)).toEqual(ENDED)
    expect((await trySignIn(gateway, chef.email, PASSWORD)).code).toBe('INVALID_CREDENTIALS')
  })

  it('works again when it is active again', async () => {
    await gateway.sql(`update identity.users set status = 'SUSPENDED' where id = $1`, [chef.userId])
    await stopsWorking(tokens.accessToken)
    await gateway.sql(`update identity.users set status = 'ACTIVE' where id = $1`, [chef.userId])
    expect((await refresh(gateway, tokens.refreshToken)).__typename).toBe('RefreshSessionPayload')
  })
})

describe('signing out', () => {
  const signOut = (token?: string) => gateway.send<{ signOut: object }>('mutation { signOut { ended } }', {}, token)

  it('ends the session within a second, and leaves the others of that person alone', async () => {
    const other = await trySignIn(gateway, chef.email, PASSWORD)
    expect((await signOut(tokens.accessToken)).body.data).toEqual({ signOut: { ended: true } })
    await stopsWorking(tokens.accessToken)
    expect(await refresh(gateway, tokens.refreshToken)).toEqual(ENDED)
    expect(await sessionRow(sessionOf(tokens))).toEqual({ revoked: true, reused: false })

    expect((await askViewer(gateway, other.accessToken)).status).toBe(200)
    expect((await refresh(gateway, other.refreshToken)).__typename).toBe('RefreshSessionPayload')
  })

  it('asks nobody to sign in first', async () => {
    const { status, body } = await signOut()
    expect(status).toBe(401)
    expect(body.data).toBeNull()
    expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  })
})
