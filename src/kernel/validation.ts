import { type InputIssue, ValidationError } from './errors.ts'

/** The part of the Standard Schema interface (https://standardschema.dev, version 1) that is used here. */
interface InputSchema<Output> {
  readonly '~standard': {
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
  }
}
type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }
interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** The value as the schema describes it, trimmed and normalized; refuses with all broken rules at once. */
export function parseInput<Output>(schema: InputSchema<Output>, value: unknown): Output {
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) throw new TypeError('input schemas are synchronous')
  if (result.issues === undefined) return result.value
  const [first, ...rest] = result.issues.map(toInputIssue)
  throw new ValidationError([first ?? { path: [], message: 'is not valid' }, ...rest])
}

function toInputIssue(issue: SchemaIssue): InputIssue {
  const path = (issue.path ?? []).map((segment) => String(typeof segment === 'object' ? segment.key : segment))
  return { path, message: issue.message }
}
