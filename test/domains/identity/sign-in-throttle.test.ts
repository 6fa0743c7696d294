import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { anyCost } from '../../support/allowances.ts'
import { type Business, createBusiness, hire, PASSWORD, type StaffMember } from '../../support/business.ts'
import { ChosenClock } from '../../support/chosen-clock.ts'
import { type Answer, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { refresh, trySignIn } from '../../support/sessions.ts'

const HOUR = 60 * 60
const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { __typename } }'

const clock = new ChosenClock()
let gateway: TestGateway
/** Another process over the same database. */
let neighbour: TestGateway
let business: Business
let chef: StaffMember

beforeAll(async () => {
  gateway = await startTestGateway({ clock })
  neighbour = await startTestGateway({ clock, database: gateway.database, secrets: gateway.secrets })
  business = await createBusiness(gateway)
})

beforeEach(async () => {
  clock.pass(HOUR)
  chef = await hire(gateway, business, 'CHEF')
})

afterAll(async () => {
  await neighbour.stop()
  await gateway.stop()
})

type SignInAnswer = Answer<{ signIn: { __typename: string } }>

function guess(email: string, password: string, at = gateway): Promise<SignInAnswer> {
  return at.send(SIGN_IN, { input: { email, password } })
}

/** What came of it: the type of the result, or the code of the error. */
const outcome = ({ body }: SignInAnswer) => body.data?.signIn.__typename ?? body.errors?.[0]?.extensions.code

async function fail(times: number, email = chef.email, at = gateway): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    expect(outcome(await guess(email, `wrong ${time}`, at))).toBe('InvalidCredentialsError')
  }
}

const attempts = () =>
  gateway.sql<{ outcome: string; count: number }>(
    `select outcome, count(*)::int as count from identity.sign_in_attempts where created_at > $1 group by 1 order by 1`,
    [new Date(clock.now().getTime() - HOUR * 1000)],
  )

describe('an account', () => {
  it('after five wrong passwords in a minute takes none for a minute, not even the right one', async () => {
    await fail(5)
    const { status, headers, body } = await guess(chef.email, PASSWORD)
    expect(status).toBe(429)
    expect(headers.get('retry-after')).toBe('60')
    expect(body).toEqual({
      data: null,
      errors: [
        {
          message: 'Too many attempts have failed: try again in 60 seconds.',
          locations: [{ line: 1, column: 35 }],
          path: ['signIn'],
          extensions: { code: 'RATE_LIMITED', retryAfter: 60, requestId: headers.get('x-request-id') },
        },
      ],
      extensions: { requestId: headers.get('x-request-id'), cost: anyCost },
    })
    clock.pass(60)
    expect(outcome(await guess(chef.email, PASSWORD))).toBe('SignInPayload')
  })

  it('that does not exist is answered alike all the way', async () => {
    const answers = async (email: string) => {
      const told: object[] = []
      for (let time = 0; time < 7; time += 1) {
        const { status, body } = await guess(email, 'wrong')
        told.push({
          status,
          outcome: outcome({ body } as SignInAnswer),
          retryAfter: body.errors?.[0]?.extensions.retryAfter,
        })
      }
      return told
    }
    const there = await answers(chef.email)
    clock.pass(HOUR)
    expect(await answers(`nobody.${chef.userId}@example.com`)).toEqual(there)
    expect(there.slice(4)).toEqual([
      { status: 200, outcome: 'InvalidCredentialsError', retryAfter: undefined },
      { status: 429, outcome: 'RATE_LIMITED', retryAfter: 60 },
      { status: 429, outcome: 'RATE_LIMITED', retryAfter: 60 },
    ])
  })

  it('is the same account in whatever spelling', async () => {
    await fail(2, chef.email.toUpperCase())
    await fail(2, ` ${chef.email}  `)
    await fail(1)
    expect(outcome(await guess(chef.email, PASSWORD))).toBe('RATE_LIMITED')
    expect(outcome(await guess(chef.email.toUpperCase(), PASSWORD))).toBe('RATE_LIMITED')
  })

  it('does not hold up another account', async () => {
    await fail(5)
    const other = await hire(gateway, business, 'CHEF')
    expect(outcome(await guess(other.email, PASSWORD))).toBe('SignInPayload')
  })

  it('waits twice as long each time', async () => {
    for (const seconds of [60, 120, 240]) {
      await fail(5)
      const { body } = await guess(chef.email, PASSWORD)
      expect(body.errors?.[0]?.extensions.retryAfter).toBe(seconds)
      clock.pass(seconds)
    }
  })

  it('is counted by each field of a request, not by each request', async () => {
    const fields = Array.from({ length: 9 }, (_, at) => `a${at}: signIn(input: $input) { __typename }`)
    const { status, body } = await gateway.send(`mutation ($input: SignInInput!) { ${fields.join(' ')} }`, {
      input: { email: chef.email, password: 'wrong' },
    })
    expect(status).toBe(429)
    expect(body).toMatchObject({ data: null, errors: [{ path: ['a5'], extensions: { code: 'RATE_LIMITED' } }] })
    expect(await attempts()).toEqual([
      { outcome: 'FAILED', count: 5 },
      { outcome: 'SUCCEEDED', count: 1 },
    ])
  })

  it('of which a hundred passwords are tried at once, at two gateways, has five of them looked at', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, at) => guess(chef.email, `wrong ${at}`, at % 2 === 0 ? gateway : neighbour)),
    )
    const told = Object.groupBy(answers.map(outcome), (one) => String(one))
    const { InvalidCredentialsError: looked = [], RATE_LIMITED: limited = [], SERVICE_UNAVAILABLE: late = [] } = told
    // They queue for one lock: on a machine that is slow enough, some find no connection within a second.
    expect([looked.length, limited.length + late.length]).toEqual([5, 95])
  })

  it('is counted over all gateways', async () => {
    await fail(3)
    await fail(2, chef.email, neighbour)
    for (const at of [gateway, neighbour]) expect(outcome(await guess(chef.email, PASSWORD, at))).toBe('RATE_LIMITED')
  })

  it('may be signed in to any number of times', async () => {
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(Array.from({ length: 12 }, () => guess(chef.email, PASSWORD)))
      expect(answers.map(outcome)).toEqual(Array(12).fill('SignInPayload'))
    }
  })
})

describe('an address', () => {
  it('after twenty wrong passwords in a minute waits for a minute, whatever accounts it tries', async () => {
    for (let at = 0; at < 10; at += 1) await fail(2, `nobody.${at}@example.com`)
    const { status, body } = await guess(chef.email, PASSWORD)
    expect(status).toBe(429)
    expect(body.errors?.[0]?.extensions.retryAfter).toBe(60)
    clock.pass(60)
    expect(outcome(await guess(chef.email, PASSWORD))).toBe('SignInPayload')
  })

  it('from which many sign in at once does not have to wait', async () => {
    const staff = await Promise.all(Array.from({ length: 30 }, () => hire(gateway, business, 'CHEF')))
    const answers = await Promise.all(staff.map(({ email }) => guess(email, PASSWORD)))
    expect(answers.map(outcome)).toEqual(Array(30).fill('SignInPayload'))
  })
})

describe('whoever has to wait', () => {
  it('costs the database nothing, and the audit one line', async () => {
    await fail(5)
    clock.pass(3)
    expect(outcome(await guess(chef.email, PASSWORD))).toBe('RATE_LIMITED')
    gateway.takeStatements()
    const answers = await Promise.all(Array.from({ length: 50 }, () => guess(chef.email, PASSWORD)))
    expect(answers.map(outcome)).toEqual(Array(50).fill('RATE_LIMITED'))
    expect(gateway.takeStatements()).toEqual([])
    expect(await attempts()).toEqual([
      { outcome: 'FAILED', count: 5 },
      { outcome: 'SUCCEEDED', count: 1 },
      { outcome: 'REFUSED', count: 1 },
    ])
  })
})

describe('the audit of attempts', () => {
  it('tells who tried from where and how it went, but no e-mail address and no password', async () => {
    const email = `nobody.${chef.userId}@example.com`
    await fail(1, email)
    const rows = await gateway.sql<{ text: string; kind: string; outcome: string; ip: string; network: string }>(
      `select a::text as text, kind, outcome, host(ip) as ip, host(network) as network, octet_length(email_idx) as length
       from identity.sign_in_attempts a order by created_at desc, id desc limit 1`,
    )
    expect(rows).toEqual([
      {
        text: expect.any(String),
        kind: 'PASSWORD',
        outcome: 'FAILED',
        ip: '127.0.0.1',
        network: '127.0.0.1',
        length: 16,
      },
    ])
    expect(rows[0]?.text).not.toContain('nobody')
    expect(rows[0]?.text).not.toContain(Buffer.from(email).toString('hex'))
  })

  it('loses what is older than 90 days as new attempts come', async () => {
    const insert = (days: number) =>
      gateway.sql(
        `insert into identity.sign_in_attempts (id, kind, outcome, created_at)
         select gen_random_uuid(), 'API_KEY', 'FAILED', $1 from generate_series(1, 30)`,
        [new Date(clock.now().getTime() - days * 24 * HOUR * 1000)],
      )
    await insert(89)
    await insert(91)
    const old = async () => (await gateway.sql(`select from identity.sign_in_attempts where kind = 'API_KEY'`)).length
    await fail(1)
    expect(await old()).toBe(40)
    await trySignIn(gateway, chef.email, PASSWORD)
    await fail(1)
    expect(await old()).toBe(30)
  })
})

describe('a refresh token that is not good', () => {
  const tryToken = (token: string) =>
    gateway.send<{ refreshSession: { __typename: string } }>(
      'mutation ($input: RefreshSessionInput!) { refreshSession(input: $input) { __typename } }',
      { input: { refreshToken: token } },
    )

  it('is counted by address, and does not stop those that are good', async () => {
    for (let time = 0; time < 20; time += 1) {
      expect((await tryToken(`x${time}`)).body.data?.refreshSession.__typename).toBe('SessionEndedError')
    }
    const { status, body } = await tryToken('x')
    expect(status).toBe(429)
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 60 })
    expect((await refresh(gateway, chef.refreshToken)).__typename).toBe('RefreshSessionPayload')
    expect(outcome(await guess(chef.email, PASSWORD))).toBe('SignInPayload')
  })

  it('because it was used before is in the audit with the account that it was stolen from', async () => {
    await refresh(gateway, chef.refreshToken)
    clock.pass(11)
    expect((await refresh(gateway, chef.refreshToken)).code).toBe('SESSION_ENDED')
    await fail(1)
    const rows = await gateway.sql<{ kind: string; outcome: string; same: boolean }>(
      `select kind, outcome, email_idx = (select email_idx from identity.sign_in_attempts
         where kind = 'PASSWORD' order by created_at desc, id desc limit 1) as same
       from identity.sign_in_attempts where kind = 'REFRESH_TOKEN' order by created_at desc limit 1`,
    )
    expect(rows).toEqual([{ kind: 'REFRESH_TOKEN', outcome: 'REUSED', same: true }])
  })
})
