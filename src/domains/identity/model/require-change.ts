import { ValidationError } from '#kernel/errors.ts'

/** The names of the fields that are given; refuses a change of nothing. */
export function requireChange(fields: object): string[] {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined)
  if (given.length === 0) throw new ValidationError([{ path: [], message: 'Give at least one field to change.' }])
  return given.map(([name]) => name)
}
