import { createHmac, timingSafeEqual } from 'node:crypto'
import { BadInputError } from '#kernel/errors.ts'
import type { EventPosition } from './event-position.ts'

/** What a resume cursor holds: a place, and the life of the log in which the place means anything. */
export interface EventCursor {
  readonly epoch: number
  readonly position: EventPosition
}

const VERSION = 1
const BODY_LENGTH = 1 + 4 + 8 + 8
const MAC_LENGTH = 16

/**
 * Resume cursors as clients see them: base64url of version (1 byte), epoch (4), xid (8), position (8) and the first 16
 * bytes of an HMAC-SHA-256 over these. Signed, so that a cursor is always one that the gateway gave out.
 */
export class EventCursors {
  readonly #key: Buffer

  constructor(cursorKey: Buffer) {
    this.#key = cursorKey
  }

  encode({ epoch, position }: EventCursor): string {
    const body = Buffer.alloc(BODY_LENGTH)
    body.writeUInt8(VERSION, 0)
    body.writeUInt32BE(epoch, 1)
    body.writeBigUInt64BE(BigInt(position.xid), 5)
    body.writeBigUInt64BE(BigInt(position.position), 13)
    return Buffer.concat([body, this.#sign(body)]).toString('base64url')
  }

  /** Refuses every text that `encode` did not make under this key. */
  decode(text: string): EventCursor {
    const bytes = Buffer.from(text, 'base64url')
    const body = bytes.subarray(0, BODY_LENGTH)
    const isOurs =
      bytes.length === BODY_LENGTH + MAC_LENGTH &&
      timingSafeEqual(bytes.subarray(BODY_LENGTH), this.#sign(body)) &&
      body[0] === VERSION &&
      bytes.toString('base64url') === text
    if (!isOurs) throw new BadInputError('The cursor is not one of the event log.')
    return {
      epoch: body.readUInt32BE(1),
      position: { xid: String(body.readBigUInt64BE(5)), position: Number(body.readBigUInt64BE(13)) },
    }
  }

  #sign(body: Buffer): Buffer {
    return createHmac('sha256', this.#key).update('event cursor|').update(body).digest().subarray(0, MAC_LENGTH)
  }
}
