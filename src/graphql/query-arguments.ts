import { BadInputError, ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'

/** The arguments of a query as the schema describes them. */
export function parseArguments<Output>(schema: Parameters<typeof parseInput<Output>>[0], value: unknown): Output {
  try {
    return parseInput(schema, value)
  } catch (error) {
    return toBadInput(error)
  }
}

/** A query has no refusals: what breaks a rule of its arguments is an error of the request. */
export function toBadInput(error: unknown): never {
  throw error instanceof ValidationError ? new BadInputError(error.message) : error
}
