import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/**
 * A mail server in a process of its own, so that it can be frozen and killed. It speaks as much of RFC 5321 as it takes
 * to receive mails, turns away addresses that begin with `nobody`, and tells its parent its port and each mail.
 */
const server = createServer((socket) => serve(socket))
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

function serve(socket: Socket): void {
  const answer = (line: string) => socket.write(`${line}\r\n`)
  let recipients: string[] = []
  let lines: string[] | null = null
  socket.on('error', () => undefined)
  createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }).on('line', (line) => {
    if (lines !== null) {
      if (line !== '.') {
        lines.push(line.startsWith('.') ? line.slice(1) : line)
        return
      }
      process.send?.({ mail: { recipients, content: lines.join('\n') } })
      lines = null
      recipients = []
      answer('250 taken')
      return
    }
    const [verb = ''] = line.split(' ')
    if (/^RCPT TO:<nobody/i.test(line)) answer(`550 ${line.slice(8)} is unknown here`)
    else if (/^(EHLO|HELO|MAIL|RSET|NOOP)$/i.test(verb)) answer('250 as you wish')
    else if (/^RCPT$/i.test(verb)) {
      recipients.push(/<([^>]*)>/.exec(line)?.[1] ?? '')
      answer('250 known')
    } else if (/^DATA$/i.test(verb)) {
      lines = []
      answer('354 go on')
    } else if (/^QUIT$/i.test(verb)) socket.end('221 farewell\r\n')
    else answer('502 what is that')
  })
  answer('220 test')
}
