import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

/** Where a sealed value stands; a value moved to another column, row or station does not open. */
export interface Place {
  table: string
  column: string
  rowId: string
  stationId: string
}

const ALGORITHM = 'aes-256-gcm'
const FORMAT = 1
/** There is one master key so far. */
const MASTER_KEY_ID = 0
const IV_LENGTH = 12
const TAG_LENGTH = 16
const KEY_LENGTH = 32

/**
 * Seals what identifies a person: AES-256-GCM under a random data key of the row, which is wrapped by the master key.
 * Destroying the wrapped key destroys the person's data. Blind indexes (HMAC-SHA-256 under a key of their own) allow
 * look-ups by equality.
 */
export class PersonalData {
  readonly #masterKey: KeyObject
  readonly #indexKey: KeyObject

  constructor(keys: { masterKey: Buffer; indexKey: Buffer }) {
    this.#masterKey = createSecretKey(keys.masterKey)
    this.#indexKey = createSecretKey(keys.indexKey)
  }

  /** A new data key, wrapped for storage in the row's `data_key_wrapped`. */
  createKey(place: Omit<Place, 'column'>): { wrapped: Buffer; dataKey: DataKey } {
    const key = randomBytes(KEY_LENGTH)
    const wrapped = encrypt(this.#masterKey, key, additionalData({ ...place, column: 'data_key_wrapped' }))
    return { wrapped, dataKey: new DataKey(key) }
  }

  openKey(wrapped: Uint8Array, place: Omit<Place, 'column'>): DataKey {
    return new DataKey(decrypt(this.#masterKey, wrapped, additionalData({ ...place, column: 'data_key_wrapped' })))
  }

  /** 16 bytes that are equal for equal values of one column in one station, and tell nothing else. */
  blindIndex(value: string, place: Omit<Place, 'rowId'>): Buffer {
    return this.#digest(value, place).subarray(0, 16)
  }

  /** The same in 64 bits, for lists of words. */
  blindToken(value: string, place: Omit<Place, 'rowId'>): bigint {
    return this.#digest(value, place).readBigInt64BE()
  }

  #digest(value: string, place: Omit<Place, 'rowId'>): Buffer {
    const domain = `${place.table}.${place.column}|${place.stationId}|`
    return createHmac('sha256', this.#indexKey).update(domain).update(value).digest()
  }
}

/** The key of one row. Opens and seals that row's columns. */
export class DataKey {
  readonly #key: KeyObject

  constructor(key: Buffer) {
    // Given as bytes, a key is imported anew for each use, at three times the cost of import and decryption.
    this.#key = createSecretKey(key)
  }

  seal(text: string, place: Place): Buffer {
    return encrypt(this.#key, Buffer.from(text, 'utf8'), additionalData(place))
  }

  open(sealed: Uint8Array, place: Place): string {
    return decrypt(this.#key, sealed, additionalData(place)).toString('utf8')
  }
}

function additionalData({ table, column, rowId, stationId }: Place): Buffer {
  return Buffer.from(`${table}|${column}|${rowId}|${stationId}`)
}

/** format (1) | master key id (1) | IV (12) | ciphertext | tag (16) */
function encrypt(key: KeyObject, plain: Buffer, additional: Buffer): Buffer {
  const iv = randomBytes(IV_LENGTH)
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_LENGTH })
  cipher.setAAD(additional)
  return Buffer.concat([
    Buffer.from([FORMAT, MASTER_KEY_ID]),
    iv,
    cipher.update(plain),
    cipher.final(),
    cipher.getAuthTag(),
  ])
}

function decrypt(key: KeyObject, sealed: Uint8Array, additional: Buffer): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  if (bytes[0] !== FORMAT || bytes[1] !== MASTER_KEY_ID || bytes.length < 2 + IV_LENGTH + TAG_LENGTH) {
    throw new Error('not a sealed value')
  }
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(2, 2 + IV_LENGTH), { authTagLength: TAG_LENGTH })
  decipher.setAAD(additional)
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_LENGTH))
  return Buffer.concat([decipher.update(bytes.subarray(2 + IV_LENGTH, bytes.length - TAG_LENGTH)), decipher.final()])
}
