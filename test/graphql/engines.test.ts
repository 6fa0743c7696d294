import fc from 'fast-check'
import { NoUnusedVariablesRule, parse, specifiedRules, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { Executor } from '#graphql/executor.ts'
import type { Engine } from '#graphql/prepared-operations.ts'
import { createLog } from '#platform/log.ts'
import { executionContext } from '../support/execution-context.ts'
import { comparable } from './comparable-answer.ts'
import { anyOperation, createPeopleSchema, type RandomOperation } from './random-documents.ts'

const identity = { requestId: 'test-request', log: createLog('silent') }
const rules = specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule)
const engines = Object.fromEntries(
  (['jit', 'reference'] as const).map((engine) => [engine, new Executor(createPeopleSchema(), engine)]),
) as Record<Engine, Executor>

async function run(engine: Engine, { text, variables }: RandomOperation) {
  const context = executionContext()
  const operation = { document: parse(text), documentKey: text, operationName: null, variables }
  return engines[engine].execute(operation, context, identity)
}

async function expectAlike(operation: RandomOperation): Promise<void> {
  const [jit, reference] = [await run('jit', operation), await run('reference', operation)]
  const expected = comparable(reference.result)
  expect(comparable(jit.result)).toEqual(expected)
  // The status is that of the first error.
  if (expected.nulls.length === 0 && expected.errors.length <= 1) expect(jit.status).toBe(reference.status)
}

describe('random operations', () => {
  it('are answered alike by both engines: data, errors with path and code, and status', async () => {
    await fc.assert(
      fc.asyncProperty(anyOperation, async (operation) => {
        expect(validate(engines.jit.schema, parse(operation.text), rules)).toEqual([])
        await expectAlike(operation)
      }),
      { numRuns: 200 },
    )
  })
})
