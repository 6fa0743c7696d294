import { buildSchema, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { Executor } from '#graphql/executor.ts'
import type { Operation } from '#graphql/operation.ts'
import type { Engine } from '#graphql/prepared-operations.ts'
import { BadInputError, ServiceUnavailableError } from '#kernel/errors.ts'
import { createLog } from '#platform/log.ts'
import { executionContext } from '../support/execution-context.ts'

const identity = { requestId: 'test-request', log: createLog('silent') }
/** What resolvers have done, in their order. */
let done: string[] = []

function createSchema() {
  const schema = buildSchema(`
    input Note { text: String }
    type Query { echo(text: String, note: Note, notes: [String!]): String, away: Int, gone: Int!, defect: Int }
    type Mutation { write(text: String): String!, refuse: String! }`)
  const query = schema.getQueryType()?.getFields() ?? {}
  const mutation = schema.getMutationType()?.getFields() ?? {}
  Object.assign(query.echo ?? {}, { resolve: (_root: unknown, args: object) => JSON.stringify(args) })
  const fail = (error: Error) => async () => {
    throw error
  }
  Object.assign(query.away ?? {}, { resolve: fail(new ServiceUnavailableError(null)) })
  Object.assign(query.gone ?? {}, { resolve: fail(new ServiceUnavailableError(null)) })
  Object.assign(query.defect ?? {}, { resolve: fail(new Error('secret: /etc/passwd')) })
  Object.assign(mutation.write ?? {}, {
    resolve: async (_root: unknown, { text }: { text: string }) => {
      done.push(text)
      return text
    },
  })
  Object.assign(mutation.refuse ?? {}, { resolve: fail(new BadInputError('not that')) })
  return schema
}

const executors = { jit: new Executor(createSchema(), 'jit'), reference: new Executor(createSchema(), 'reference') }

function run(engine: Engine, text: string, rest: Partial<Operation> = {}) {
  let closed = 0
  const context = executionContext({ reads: { close: () => (closed += 1) } as never })
  const operation = { document: parse(text), documentKey: text, operationName: null, variables: {}, ...rest }
  return executors[engine].execute(operation, context, identity).then((executed) => {
    expect(closed).toBe(1)
    return executed
  })
}

describe.each(['jit', 'reference'] as const)('the %s engine', (engine) => {
  it('never takes a text for code, whatever it begins with', async () => {
    const marks = ['DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d', 'NAN__57f286b9_4c20_487f_b409_79804ddcb4f8']
    for (const mark of marks) {
      const text = `__MAGIC_${mark}globalThis.injected=1`
      for (const [argument, given] of [
        [`text: "${text}"`, { text }],
        [`text: """${text}"""`, { text }],
        [`note: { text: "${text}" }`, { note: { text } }],
        [`notes: ["${text}"]`, { notes: [text] }],
      ] as const) {
        const { result } = await run(engine, `{ echo(${argument}) }`)
        expect(JSON.parse(String(result.data?.echo))).toEqual(given)
      }
      const { result } = await run(engine, `query ($text: String = "${text}") { echo(text: $text) }`)
      expect(JSON.parse(String(result.data?.echo))).toEqual({ text })
    }
    expect('injected' in globalThis).toBe(false)
  })

  it('does no more of a mutation after a part of it has failed as a whole', async () => {
    done = []
    const { result } = await run(engine, 'mutation { a: write(text: "first") refuse b: write(text: "second") }')
    expect(result.data).toBeNull()
    expect(done).toEqual(['first'])
  })

  it('does the parts of a mutation one after the other', async () => {
    done = []
    await run(engine, 'mutation { c: write(text: "1") a: write(text: "2") b: write(text: "3") }')
    expect(done).toEqual(['1', '2', '3'])
  })

  it('says which operation it misses', async () => {
    const two = 'query A { away } query B { echo }'
    for (const [text, operationName] of [
      [two, null],
      [two, 'C'],
      ['fragment F on Query { away }', null],
    ] as const) {
      const { result, status } = await run(engine, text, { operationName })
      expect(result).not.toHaveProperty('data')
      expect(result.errors).toHaveLength(1)
      expect(result.errors?.[0]?.extensions?.code).toBe('OPERATION_RESOLUTION_FAILURE')
      expect(status).toBe(400)
    }
    expect((await run(engine, two, { operationName: 'B' })).result.data).toEqual({ echo: '{}' })
  })

  it('tells of at most five variables that are wrong', async () => {
    const names = Array.from({ length: 20 }, (_, at) => `$v${at}: Int!`)
    const { result } = await run(engine, `query (${names.join(', ')}) { away }`)
    expect(result.errors?.length).toBeLessThanOrEqual(6)
    for (const error of result.errors ?? []) expect(error.extensions?.code).toBe('BAD_USER_INPUT')
  })

  it('answers with the status of the first error when there is nothing else to answer', async () => {
    expect(await run(engine, '{ away }')).toMatchObject({
      status: 503,
      retryAfter: 1,
      result: { data: { away: null } },
    })
    expect(await run(engine, '{ gone }')).toMatchObject({ status: 503, retryAfter: 1, result: { data: null } })
    expect(await run(engine, '{ away echo }')).toMatchObject({ status: 200, retryAfter: 1 })
    expect(await run(engine, '{ defect }')).toMatchObject({ status: 200, result: { data: { defect: null } } })
    expect(await run(engine, '{ echo }')).toMatchObject({ status: 200, retryAfter: null })
  })

  it('tells nothing of a defect, not even of one of its own', async () => {
    const inResolver = await run(engine, '{ defect }')
    const broken = { document: null as never, documentKey: 'broken' }
    const inEngine = await run(engine, '{ echo }', broken)
    expect(inEngine.status).toBe(500)
    for (const { result } of [inResolver, inEngine]) {
      expect(result.errors).toMatchObject([
        {
          message: 'Internal server error',
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'test-request' },
        },
      ])
    }
  })
})
