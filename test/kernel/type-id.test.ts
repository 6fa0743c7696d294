import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeTypeId, encodeTypeId, isTypeId, isUuid } from '#kernel/type-id.ts'

/** Taken from the specification's list of valid ids; those without a prefix got one, since ours always have. */
const VALID = [
  ['prefix', '00000000-0000-0000-0000-000000000000', 'prefix_00000000000000000000000000'],
  ['prefix', '00000000-0000-0000-0000-000000000001', 'prefix_00000000000000000000000001'],
  ['prefix', '00000000-0000-0000-0000-00000000000a', 'prefix_0000000000000000000000000a'],
  ['prefix', '00000000-0000-0000-0000-000000000010', 'prefix_0000000000000000000000000g'],
  ['prefix', '00000000-0000-0000-0000-000000000020', 'prefix_00000000000000000000000010'],
  ['prefix', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 'prefix_7zzzzzzzzzzzzzzzzzzzzzzzzz'],
  ['prefix', '0110c853-1d09-52d8-d73e-1194e95b5f19', 'prefix_0123456789abcdefghjkmnpqrs'],
  ['prefix', '01890a5d-ac96-774b-bcce-b302099a8057', 'prefix_01h455vb4pex5vsknk084sn02q'],
  ['pre_fix', '00000000-0000-0000-0000-000000000000', 'pre_fix_00000000000000000000000000'],
] as const

/** The specification's list of invalid ids. */
const INVALID = [
  ['a prefix in upper case', 'PREFIX_00000000000000000000000000'],
  ['a prefix of digits', '12345_00000000000000000000000000'],
  ['a prefix with a period', 'pre.fix_00000000000000000000000000'],
  ['a prefix beyond ASCII', 'préfix_00000000000000000000000000'],
  ['a prefix with spaces', '  prefix_00000000000000000000000000'],
  ['a prefix of 64 letters', `${'abcdefghijklmnopqrstuvwxyz'.repeat(3).slice(0, 64)}_00000000000000000000000000`],
  ['a separator without a prefix', '_00000000000000000000000000'],
  ['a separator alone', '_'],
  ['a suffix of 25 digits', 'prefix_1234567890123456789012345'],
  ['a suffix of 27 digits', 'prefix_123456789012345678901234567'],
  ['a suffix with a space', 'prefix_1234567890123456789012345 '],
  ['a suffix in upper case', 'prefix_0123456789ABCDEFGHJKMNPQRS'],
  ['a suffix with hyphens', 'prefix_123456789-123456789-123456'],
  ['a suffix of letters outside the alphabet', 'prefix_ooooooiiiiiiuuuuuuulllllll'],
  ["a suffix with Crockford's look-alikes", 'prefix_i23456789ol23456789oi23456'],
  ['a suffix with hyphens to be ignored', 'prefix_123456789-0123456789-0123456'],
  ['a suffix of more than 128 bits', 'prefix_8zzzzzzzzzzzzzzzzzzzzzzzzz'],
  ['a prefix that starts with an underscore', '_prefix_00000000000000000000000000'],
  ['a prefix that ends with an underscore', 'prefix__00000000000000000000000000'],
  ['nothing', ''],
  ['a suffix followed by a line feed', 'prefix_01h455vb4pex5vsknk084sn02q\n'],
] as const

const anyUuid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => {
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
})
const anyPrefix = fc.stringMatching(/^[a-z]([a-z_]{0,61}[a-z])?$/)

describe('a TypeID', () => {
  it.each(VALID)('of %s and %s is %s, and back', (prefix, uuid, typeId) => {
    expect(encodeTypeId(prefix, uuid)).toBe(typeId)
    expect(decodeTypeId(prefix, typeId)).toBe(uuid)
    expect(isTypeId(typeId)).toBe(true)
  })

  it.each(INVALID)('is not %s', (_what, text) => {
    expect(isTypeId(text)).toBe(false)
    expect(decodeTypeId('prefix', text)).toBeNull()
  })

  it('gives back the UUID of which it was made, whatever prefix and UUID', () => {
    fc.assert(
      fc.property(anyPrefix, anyUuid, (prefix, uuid) => {
        const typeId = encodeTypeId(prefix, uuid)
        expect(isTypeId(typeId)).toBe(true)
        expect(decodeTypeId(prefix, typeId)).toBe(uuid)
      }),
    )
  })

  it('sorts as its UUID does', () => {
    fc.assert(
      fc.property(anyUuid, anyUuid, (one, other) => {
        expect(encodeTypeId('booking', one) < encodeTypeId('booking', other)).toBe(one < other)
      }),
    )
  })

  it('does not decode under another prefix, though each end of it might fit', () => {
    const typeId = encodeTypeId('pre_fix', '01890a5d-ac96-774b-bcce-b302099a8057')
    for (const prefix of ['fix', 'pre', '', 'pre_', 'PRE_FIX']) expect(decodeTypeId(prefix, typeId)).toBeNull()
  })

  it('is decoded from one text alone: whatever is altered gives another UUID, or none', () => {
    const place = fc.integer({ min: 0, max: 'user_'.length + 25 })
    fc.assert(
      fc.property(anyUuid, place, fc.string({ unit: 'binary-ascii', maxLength: 2 }), (uuid, at, replacement) => {
        const typeId = encodeTypeId('user', uuid)
        const altered = typeId.slice(0, at) + replacement + typeId.slice(at + 1)
        const decoded = decodeTypeId('user', altered)
        if (decoded !== null) expect(encodeTypeId('user', decoded)).toBe(altered)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('a UUID', () => {
  it.each([
    ['01890a5d-ac96-774b-bcce-b302099a8057', true],
    ['01890A5D-AC96-774B-BCCE-B302099A8057', false],
    ['01890a5dac96774bbcceb302099a8057', false],
    ['{01890a5d-ac96-774b-bcce-b302099a8057}', false],
    ["01890a5d-ac96-774b-bcce-b302099a8057'; --", false],
    ['01890a5d-ac96-774b-bcce-b302099a8057\n', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(isUuid(text)).toBe(expected)
  })
})
