import { buildSchema, getOperationAST, introspectionFromSchema, parse } from 'graphql'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import { describe, expect, it } from 'vitest'
import { Executor } from '#graphql/executor.ts'
import type { Engine } from '#graphql/prepared-operations.ts'
import { variableRules, withTakenValues } from '#graphql/variables.ts'
import { createLog } from '#platform/log.ts'
import { executionContext } from '../support/execution-context.ts'

/** Answers with the arguments that the resolver was given. */
function echoSchema() {
  const schema = buildSchema(`
    enum Color { RED GREEN }
    input Outer { color: Color! = RED, size: Int! = 3, note: String = "none", inner: Inner, list: [Inner!] }
    input Inner { size: Int! = 7, deeper: Deeper }
    input Deeper { color: Color! = RED }
    input Tree { size: Int! = 1, branches: [Tree!] }
    input Plain { note: String, size: Int }
    type Query { echo(outer: Outer, plain: Plain, tree: Tree, size: Int! = 5, color: Color! = GREEN, note: String = "some"): String }`)
  const echo = schema.getQueryType()?.getFields().echo
  if (!echo) throw new Error('the schema has no echo')
  echo.resolve = (_root, args) => JSON.stringify(args)
  return schema
}

const schema = echoSchema()
const identity = { requestId: 'test-request', log: createLog('silent') }

async function run(engine: Engine, text: string, variables: Record<string, unknown>) {
  const context = executionContext()
  const operation = { document: parse(text), documentKey: text, operationName: null, variables }
  const { result } = await new Executor(schema, engine).execute(operation, context, identity)
  const { echo } = (result.data ?? {}) as { echo?: string }
  return echo ? JSON.parse(echo) : result.errors?.map(({ extensions }) => extensions?.code)
}

describe.each(['jit', 'reference'] as const)('variables under the %s engine', (engine) => {
  it.each([
    ['a non-null variable that has a default', 'query ($size: Int! = 4) { echo(size: $size) }', { size: 4 }],
    ['an argument with a default, given by nothing', 'query ($size: Int) { echo(size: $size) }', { size: 5 }],
    ['an argument with a default', '{ echo }', { color: 'GREEN', note: 'some', size: 5 }],
  ])('%s may be left out', async (_what, text, expected) => {
    expect(await run(engine, text, {})).toMatchObject(expected)
  })

  it('fills in the defaults of input fields at every depth', async () => {
    const inner = { size: 7 }
    const given = { outer: { inner: { deeper: {} }, list: [{}, { size: 8 }] } }
    const outer = { color: 'RED', size: 3, note: 'none' }
    expect(await run(engine, 'query ($outer: Outer) { echo(outer: $outer) }', given)).toMatchObject({
      outer: { ...outer, inner: { ...inner, deeper: { color: 'RED' } }, list: [inner, { size: 8 }] },
    })
    expect(await run(engine, 'query ($outer: Outer = {}) { echo(outer: $outer) }', {})).toMatchObject({ outer })
  })

  it('takes null for null where a default may be overridden by it', async () => {
    const text = 'query ($outer: Outer) { echo(outer: $outer) }'
    expect((await run(engine, text, { outer: { note: null } })).outer.note).toBeNull()
    expect(await run(engine, text, { outer: { size: null } })).toEqual(['BAD_USER_INPUT'])
  })

  it('understands input types that contain themselves', async () => {
    const tree = { branches: [{ size: 2, branches: [{}] }] }
    expect(await run(engine, 'query ($tree: Tree) { echo(tree: $tree) }', { tree })).toMatchObject({
      tree: { size: 1, branches: [{ size: 2, branches: [{ size: 1 }] }] },
    })
  })

  it.each<[string, string, Record<string, unknown>, unknown]>([
    [
      'a default',
      'query ($tree: Tree = { branches: [{}] }) { echo(tree: $tree) }',
      {},
      { size: 1, branches: [{ size: 1 }] },
    ],
    ['null', 'query ($tree: Tree) { echo(tree: $tree) }', { tree: null }, null],
    ['nothing', 'query ($tree: Tree) { echo(tree: $tree) }', {}, undefined],
    [
      'part of one',
      'query ($of: [Tree!]) { echo(tree: { branches: $of }) }',
      { of: [{}] },
      { size: 1, branches: [{ size: 1 }] },
    ],
    [
      'a list of one',
      'query ($of: [Tree!]) { echo(tree: { branches: $of }) }',
      { of: { size: 2 } },
      { size: 1, branches: [{ size: 2 }] },
    ],
    [
      'beside others',
      'query ($tree: Tree!, $size: Int! = 4) { echo(tree: $tree, size: $size) }',
      { tree: {} },
      { size: 1 },
    ],
  ])('takes one of them from %s', async (_what, text, variables, expected) => {
    expect((await run(engine, text, variables)).tree).toEqual(expected)
  })

  it.each<[string, Record<string, unknown>]>([
    ['missing', {}],
    ['null', { tree: null }],
    ['wrong at depth', { tree: { branches: [{ size: 'x' }] } }],
    ['unknown to it', { tree: { leaves: 1 } }],
  ])('refuses one of them that is %s', async (_what, variables) => {
    const text = 'query ($tree: Tree!) { echo(tree: $tree) }'
    expect(await run(engine, text, variables)).toEqual(['BAD_USER_INPUT'])
  })

  it('leaves an input field out whose variable was not given, and sets it to null when that was', async () => {
    const text = 'query ($note: String, $size: Int) { echo(plain: { note: $note, size: $size }) }'
    expect((await run(engine, text, { note: null })).plain).toEqual({ note: null })
    expect((await run(engine, text, { size: 1 })).plain).toEqual({ size: 1 })
  })
})

describe('input types that contain themselves', () => {
  it('do not keep an operation from being compiled', () => {
    const document = parse('query ($tree: Tree) { echo(tree: $tree) }')
    const operation = getOperationAST(document)
    if (!operation) throw new Error('there is an operation')
    const rules = variableRules(schema, document, operation)
    expect(isCompiledQuery(compileQuery(withTakenValues(schema), rules.document))).toBe(true)
    expect(rules.take({ tree: { branches: [{}] } })).toEqual({ tree: { size: 1, branches: [{ size: 1 }] } })
    expect(rules.take({ tree: 7 })).toBeNull()
  })

  it('leave no trace in what introspection tells', () => {
    expect(introspectionFromSchema(withTakenValues(schema))).toEqual(introspectionFromSchema(schema))
  })
})
