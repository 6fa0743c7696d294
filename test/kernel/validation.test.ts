import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { ValidationError } from '#kernel/errors.ts'
import { parseInput } from '#kernel/validation.ts'

const person = z.object({
  name: z.string().trim().min(1, 'must not be empty'),
  tags: z.array(z.string().max(3, 'must have at most 3 characters')),
})

function refusal(value: unknown): ValidationError {
  try {
    parseInput(person, value)
  } catch (error) {
    if (error instanceof ValidationError) return error
    throw error
  }
  throw new Error('the input was not refused')
}

describe('input', () => {
  it('comes out as the schema makes it', () => {
    expect(parseInput(person, { name: '  Ada ', tags: ['vip'], role: 'ADMIN' })).toEqual({ name: 'Ada', tags: ['vip'] })
  })

  it('is refused with all broken rules at once, each with its place', () => {
    const { code, path, issues, message } = refusal({ name: ' ', tags: ['vip', 'regular'] })
    expect(code).toBe('VALIDATION_FAILED')
    expect(path).toEqual(['name'])
    expect(issues).toEqual([
      { path: ['name'], message: 'must not be empty' },
      { path: ['tags', '1'], message: 'must have at most 3 characters' },
    ])
    expect(message).toBe('name: must not be empty tags.1: must have at most 3 characters')
  })

  it('that is wrong as a whole is named input', () => {
    expect(refusal(null).issues).toHaveLength(1)
    expect(refusal(null).path).toEqual([])
    expect(refusal(null).message).toMatch(/^input: /)
  })

  it('is refused by schemas of any library that follows Standard Schema', () => {
    const never = { '~standard': { validate: () => ({ issues: [{ message: 'no', path: [{ key: 'a' }, 0] }] }) } }
    expect(() => parseInput(never, {})).toThrow(new ValidationError([{ path: ['a', '0'], message: 'no' }]))
    const nameless = { '~standard': { validate: () => ({ issues: [] }) } }
    expect(() => parseInput(nameless, {})).toThrow(new ValidationError([{ path: [], message: 'is not valid' }]))
  })

  it('is never checked later: an asynchronous schema is a defect', () => {
    const slow = { '~standard': { validate: async () => ({ value: 1 }) } }
    expect(() => parseInput(slow, {})).toThrow(TypeError)
  })
})
