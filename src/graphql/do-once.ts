import type { ExecutionResult, FormattedExecutionResult } from 'graphql'
import { Refusal, RequestError, ValidationError } from '#kernel/errors.ts'
import type { KeptAnswer } from '#platform/idempotency/answer-store.ts'
import type { KeyedRequest } from '#platform/idempotency/keyed-request.ts'
import type { Context } from './context.ts'
import type { PersonalRead, PersonalReads } from './personal-reads.ts'
import { type RequestIdentity, thrownError } from './present-errors.ts'
import { type Executed, presentResult, withExtensions } from './present-result.ts'

/** The key in the words of its sender, and the request. */
export interface KeyedOperation {
  key: string
  request: KeyedRequest
}

/**
 * Answers a request under its key: executes it, or gives the answer that it was given before. An answer that is kept
 * says so in `extensions.idempotency`. Otherwise nothing has happened: the input was not valid, the root field was not
 * executed, or something of the answer is missing through a defect or an outage.
 */
export async function doOnce(
  { key, request }: KeyedOperation,
  context: Context,
  identity: RequestIdentity,
  execute: (inside: Context) => Promise<ExecutionResult>,
): Promise<Executed> {
  const { personalReads } = context
  const answered = await context.doOnce(request, async (whole) => {
    const result = await execute(whole.context)
    whole.context.reads.close()
    if (!isLasting(result, whole.outcomes)) {
      return { own: presentResult(withoutEffect(result), identity), answer: null }
    }
    const executed = presentResult(result, identity)
    return { own: markKept(executed, key, false), answer: toKept(executed, personalReads) }
  })
  if ('own' in answered) return answered.own
  return markKept(fromKept(answered.twins, personalReads, identity), key, true)
}

/** Whether this is what the request comes to, now and whenever it is sent again. */
function isLasting({ errors = [] }: ExecutionResult, outcomes: readonly unknown[]): boolean {
  const isInvalid = outcomes.some((outcome) => outcome instanceof ValidationError)
  return outcomes.length > 0 && !isInvalid && errors.every(isAboutPart)
}

/** A part of the answer that the viewer may not have, or has asked for wrongly; the root field itself was executed. */
function isAboutPart(error: { path?: readonly unknown[] | undefined }): boolean {
  const thrown = thrownError(error)
  const isAnswer = thrown instanceof Refusal || (thrown instanceof RequestError && thrown.status < 500)
  return isAnswer && (error.path?.length ?? 0) > 1
}

/** Data beside errors would tell of something that was rolled back. */
function withoutEffect(result: ExecutionResult): ExecutionResult {
  return result.errors && result.data ? { ...result, data: null } : result
}

function markKept(executed: Executed, key: string, replayed: boolean): Executed {
  return withExtensions(executed, { idempotency: { key, replayed } })
}

interface KeptBody extends Pick<FormattedExecutionResult, 'data' | 'errors'> {
  /** Whose personal data are in the answer: whoever is given it again is given them again. */
  personalReads: readonly PersonalRead[]
}

/** Without what belongs to the one request alone. */
function toKept({ result: { data, errors }, status }: Executed, personalReads: PersonalReads): KeptAnswer {
  const body = { data, errors, personalReads: personalReads.entries }
  return { status, body: JSON.stringify(body) }
}

function fromKept({ status, body }: KeptAnswer, noted: PersonalReads, { requestId }: RequestIdentity): Executed {
  const { data, errors, personalReads } = JSON.parse(body) as KeptBody
  for (const { fields, ...customer } of personalReads) for (const field of fields) noted.note(customer, field)
  const renamed = errors?.map((error) => ({ ...error, extensions: { ...error.extensions, requestId } }))
  return { result: { data, ...(renamed && { errors: renamed }), extensions: { requestId } }, status, retryAfter: null }
}
