import { createCipheriv, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PersonalData } from '#platform/crypto/personal-data.ts'

const keys = { masterKey: randomBytes(32), indexKey: randomBytes(32) }
const personalData = new PersonalData(keys)
const row = {
  table: 'customers.customers',
  rowId: '01980000-0000-7000-8000-000000000001',
  stationId: '01980000-0000-7000-8000-00000000000a',
}
const place = { ...row, column: 'name_enc' }
const { wrapped, dataKey } = personalData.createKey(row)

describe('a sealed value', () => {
  it('opens where it was sealed, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const sealed = dataKey.seal(text, place)
        expect(personalData.openKey(wrapped, row).open(sealed, place)).toBe(text)
      }),
    )
  })

  it('is 30 bytes longer than its text, and different each time', () => {
    const sealed = dataKey.seal('Ada', place)
    expect(sealed).toHaveLength(3 + 30)
    expect(sealed.includes('Ada')).toBe(false)
    expect(dataKey.seal('Ada', place)).not.toEqual(sealed)
  })

  it.each([
    ['column', { column: 'email_enc' }],
    ['row', { rowId: '01980000-0000-7000-8000-000000000002' }],
    ['station', { stationId: '01980000-0000-7000-8000-00000000000b' }],
    ['table', { table: 'customers.customer_notes' }],
  ])('does not open in another %s', (_where, elsewhere) => {
    const sealed = dataKey.seal('Ada', place)
    expect(() => dataKey.open(sealed, { ...place, ...elsewhere })).toThrow('unable to authenticate data')
  })

  it('does not open when any of its bytes has changed', () => {
    const sealed = dataKey.seal('Ada', place)
    for (const at of sealed.keys()) {
      const altered = Buffer.from(sealed)
      altered[at] = (altered[at] ?? 0) ^ 1
      expect(() => dataKey.open(altered, place), `byte ${at}`).toThrow()
    }
  })

  it('does not open when it is cut short: a tag of four bytes proves nothing', () => {
    const sealed = dataKey.seal('a longer text than a tag', place)
    for (const length of [0, 1, 14, 18, 29, sealed.length - 12, sealed.length - 1]) {
      expect(() => dataKey.open(sealed.subarray(0, length), place), `${length} bytes`).toThrow()
    }
  })

  it('does not open under a tag of four bytes, though it is the right one', () => {
    const masterKey = randomBytes(32)
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', masterKey, iv, { authTagLength: 4 })
    cipher.setAAD(Buffer.from(`${row.table}|data_key_wrapped|${row.rowId}|${row.stationId}`))
    const text = Buffer.concat([cipher.update(randomBytes(32)), cipher.final()])
    const forged = Buffer.concat([Buffer.from([1, 0]), iv, text, cipher.getAuthTag()])
    expect(() => new PersonalData({ ...keys, masterKey }).openKey(forged, row)).toThrow('unable to authenticate data')
  })

  it('does not open with the key of another row', () => {
    const other = personalData.createKey({ ...row, rowId: '01980000-0000-7000-8000-000000000002' })
    expect(() => other.dataKey.open(dataKey.seal('Ada', place), place)).toThrow('unable to authenticate data')
  })
})

describe('a data key', () => {
  it('opens only where it belongs', () => {
    for (const elsewhere of [
      { rowId: '01980000-0000-7000-8000-000000000002' },
      { stationId: '01980000-0000-7000-8000-00000000000b' },
      { table: 'bookings.bookings' },
    ]) {
      expect(() => personalData.openKey(wrapped, { ...row, ...elsewhere })).toThrow('unable to authenticate data')
    }
  })

  it('does not open under another master key', () => {
    const other = new PersonalData({ ...keys, masterKey: randomBytes(32) })
    expect(() => other.openKey(wrapped, row)).toThrow('unable to authenticate data')
  })

  it('is not one of the sealed values: the two cannot be swapped', () => {
    expect(() => personalData.openKey(dataKey.seal('x'.repeat(32), place), row)).toThrow('unable to authenticate data')
  })

  it('is its own for each row', () => {
    expect(personalData.createKey(row).wrapped).not.toEqual(wrapped)
    expect(wrapped).toHaveLength(32 + 30)
  })
})

describe('a blind index', () => {
  const column = { table: row.table, stationId: row.stationId, column: 'email_idx' }

  it('is equal for equal values of one column in one station', () => {
    expect(personalData.blindIndex('ada@example.com', column)).toEqual(
      new PersonalData({ ...keys, masterKey: randomBytes(32) }).blindIndex('ada@example.com', column),
    )
    expect(personalData.blindIndex('ada@example.com', column)).toHaveLength(16)
  })

  it('differs with value, column, station, table and key', () => {
    const all = [
      personalData.blindIndex('ada@example.com', column),
      personalData.blindIndex('bob@example.com', column),
      personalData.blindIndex('ada@example.com', { ...column, column: 'phone_idx' }),
      personalData.blindIndex('ada@example.com', { ...column, stationId: '01980000-0000-7000-8000-00000000000b' }),
      personalData.blindIndex('ada@example.com', { ...column, table: 'leads.leads' }),
      new PersonalData({ ...keys, indexKey: randomBytes(32) }).blindIndex('ada@example.com', column),
    ]
    expect(new Set(all.map((index) => index.toString('hex'))).size).toBe(all.length)
  })

  it('as a token is 64 bits, signed as PostgreSQL keeps them', () => {
    const tokens = Array.from({ length: 200 }, (_, at) => personalData.blindToken(`word ${at}`, column))
    expect(new Set(tokens).size).toBe(200)
    for (const token of tokens) expect(BigInt.asIntN(64, token)).toBe(token)
    expect(tokens.some((token) => token < 0n)).toBe(true)
  })
})
