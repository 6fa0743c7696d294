import { connect } from 'node:net'
import type pg from 'pg'

/** What the driver knows of a connection and does not declare. */
interface Connected {
  host: string
  port: number
  processID: number | null
  secretKey: number | null
  connection: { stream: { destroy(): void } }
}

const CANCEL_REQUEST = 80_877_102
const PATIENCE_MS = 5_000

/**
 * Tells the server to stop what runs on the connection, and closes the connection: it may not be used again, because
 * the message may come late and would hit what runs then. The server hears it on a connection of its own, as the
 * protocol wants it (CancelRequest), unencrypted as libpq always sent it. Should it not get there, the server notices
 * within client_connection_check_interval that nobody listens.
 */
export function cutConnection(client: pg.ClientBase): void {
  const { host, port, processID, secretKey, connection } = client as unknown as Connected
  if (processID !== null && secretKey !== null) {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
    socket.setTimeout(PATIENCE_MS, () => socket.destroy())
    socket.on('error', () => undefined)
    socket.end(cancelRequest(processID, secretKey))
  }
  connection.stream.destroy()
}

function cancelRequest(processId: number, secretKey: number): Buffer {
  const message = Buffer.alloc(16)
  message.writeInt32BE(message.length, 0)
  message.writeInt32BE(CANCEL_REQUEST, 4)
  message.writeInt32BE(processId, 8)
  message.writeInt32BE(secretKey, 12)
  return message
}
