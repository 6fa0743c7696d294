import { EventEmitter, on, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { buildSchema, execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql'
import { useServer as serveSockets } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { serveGraphiql, wantsGraphiql } from '#server/graphiql.ts'
import type { GraphiqlConfig } from '#server/graphiql-config.ts'

const ACCOUNT = { email: 'mika@example.test', password: 'correct horse battery', fullName: 'Mika Sato' }

const TYPES = /* GraphQL */ `
  type Query { "Who is asking." viewer: User! }
  type Mutation {
    signIn(input: SignInInput!): SignInResult!
    refreshSession(input: RefreshSessionInput!): RefreshSessionResult!
    signOut: SignOutPayload!
  }
  type Subscription { "Each change of a booking." bookingChanged: Booking! }
  input SignInInput { email: String!, password: String! }
  input RefreshSessionInput { refreshToken: String! }
  interface UserError { code: String!, message: String! }
  type InvalidCredentialsError implements UserError { code: String!, message: String! }
  type SessionExpiredError implements UserError { code: String!, message: String! }
  type SignInPayload { accessToken: String!, refreshToken: String!, accessTokenExpiresAt: String!, user: User! }
  type RefreshSessionPayload { accessToken: String!, refreshToken: String!, accessTokenExpiresAt: String!, user: User! }
  type SignOutPayload { signedOut: Boolean! }
  union SignInResult = SignInPayload | InvalidCredentialsError
  union RefreshSessionResult = RefreshSessionPayload | SessionExpiredError
  type User { fullName: String!, email: String! }
  type Booking { id: ID!, status: String! }
`

const CONFIG: GraphiqlConfig = {
  samples: [
    { name: 'Who am I?', query: 'query Viewer {\n  viewer {\n    fullName\n    email\n  }\n}' },
    {
      name: 'Bookings as they change',
      query: 'subscription BookingChanges {\n  bookingChanged {\n    id\n    status\n  }\n}',
    },
  ],
  signIns: [{ label: 'Mika, administrator', email: ACCOUNT.email, password: ACCOUNT.password }],
}

interface Asker {
  readonly token: string | undefined
}

/** A gateway of three operations, enough for GraphiQL to sign in, ask and listen. */
export class ToyGateway {
  readonly account = { ...ACCOUNT, label: 'Mika, administrator' }
  readonly #app: FastifyInstance = Fastify()
  readonly #bookings = new EventEmitter()
  readonly #accessTokens = new Set<string>()
  readonly #refreshTokens = new Set<string>()
  #issued = 0
  #sockets: WebSocketServer | undefined

  /** Listens on a free port of the loopback interface and resolves to the address of the endpoint. */
  async start(graphiqlDirectory: string): Promise<string> {
    const schema = this.#buildSchema()
    const sendGraphiql = await serveGraphiql(this.#app, {
      path: '/graphql',
      directory: graphiqlDirectory,
      config: () => CONFIG,
    })
    this.#app.get('/graphql', (request, reply) =>
      wantsGraphiql(request) ? sendGraphiql(reply) : reply.code(400).send({ errors: [{ message: 'No query' }] }),
    )
    this.#app.post<{ Body: { query: string } }>('/graphql', async (request, reply) => {
      const token = request.headers.authorization?.replace('Bearer ', '')
      if (token !== undefined && !this.#accessTokens.has(token)) {
        return reply.code(401).send({ errors: [unauthenticated()] })
      }
      return this.#answer(schema, request.body, { token })
    })
    await this.#app.listen({ host: '127.0.0.1', port: 0 })
    this.#listenForSockets(schema)
    return `http://127.0.0.1:${(this.#app.server.address() as AddressInfo).port}/graphql`
  }

  /** Changes a booking as soon as someone listens for it. */
  async changeBooking(booking: { id: string; status: string }): Promise<void> {
    if (this.#bookings.listenerCount('changed') === 0) {
      await once(this.#bookings, 'subscribed', { signal: AbortSignal.timeout(10_000) })
    }
    this.#bookings.emit('changed', booking)
  }

  /** Ends the life of every access token; refresh tokens stay good. */
  revokeAccessTokens(): void {
    this.#accessTokens.clear()
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets?.clients ?? []) socket.terminate()
    await this.#app.close()
  }

  #buildSchema(): GraphQLSchema {
    const schema = buildSchema(TYPES)
    const changes = schema.getSubscriptionType()?.getFields().bookingChanged
    if (changes === undefined) throw new Error('The toy schema lost its subscription')
    changes.subscribe = () => {
      const events = on(this.#bookings, 'changed')
      this.#bookings.emit('subscribed')
      return events
    }
    changes.resolve = ([booking]: readonly unknown[]) => booking
    return schema
  }

  async #answer(schema: GraphQLSchema, body: { query: string; variables?: object }, asker: Asker): Promise<object> {
    const document = parse(body.query)
    const errors = validate(schema, document)
    if (errors.length > 0) return { errors }
    return execute({
      schema,
      document,
      variableValues: { ...body.variables },
      contextValue: asker,
      rootValue: this.#rootValue(),
    })
  }

  #rootValue() {
    return {
      viewer: (_: unknown, { token }: Asker) => {
        if (token === undefined) throw unauthenticated()
        return ACCOUNT
      },
      signIn: ({ input }: { input: { email: string; password: string } }) =>
        input.email === ACCOUNT.email && input.password === ACCOUNT.password
          ? this.#issueTokens('SignInPayload')
          : { __typename: 'InvalidCredentialsError', code: 'INVALID_CREDENTIALS', message: 'Wrong e-mail or password' },
      refreshSession: ({ input }: { input: { refreshToken: string } }) =>
        this.#refreshTokens.delete(input.refreshToken)
          ? this.#issueTokens('RefreshSessionPayload')
          : { __typename: 'SessionExpiredError', code: 'SESSION_EXPIRED', message: 'Sign in again' },
      signOut: (_: unknown, { token }: Asker) => {
        this.#accessTokens.delete(token ?? '')
        return { signedOut: true }
      },
    }
  }

  #issueTokens(typename: string) {
    this.#issued += 1
    const accessToken = `access-${this.#issued}`
    const refreshToken = `refresh-${this.#issued}`
    this.#accessTokens.add(accessToken)
    this.#refreshTokens.add(refreshToken)
    const accessTokenExpiresAt = new Date(Date.now() + 15 * 60_000).toISOString()
    return { __typename: typename, accessToken, refreshToken, accessTokenExpiresAt, user: ACCOUNT }
  }

  #listenForSockets(schema: GraphQLSchema): void {
    this.#sockets = new WebSocketServer({ server: this.#app.server, path: '/graphql' })
    serveSockets(
      {
        schema,
        onConnect: ({ connectionParams }) => {
          const authorization = connectionParams?.authorization
          return typeof authorization === 'string' && this.#accessTokens.has(authorization.replace('Bearer ', ''))
        },
      },
      this.#sockets,
    )
  }
}

function unauthenticated(): GraphQLError {
  return new GraphQLError('Sign in first', { extensions: { code: 'UNAUTHENTICATED' } })
}
