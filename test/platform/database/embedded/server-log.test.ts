import { describe, expect, it } from 'vitest'
import { parseServerLogLine } from '#platform/database/embedded/server-log.ts'

describe('a line of the server log', () => {
  it.each([
    ['00000 LOG:  database system is ready to accept connections', 'debug'],
    ['01000 WARNING:  there is no transaction in progress', 'warn'],
    ['42P01 ERROR:  relation "plates" does not exist', 'debug'],
    ['28P01 FATAL:  password authentication failed for user "teppan_gateway"', 'error'],
    ['53100 PANIC:  could not write to file: No space left on device', 'error'],
    ['57P01 FATAL:  terminating connection due to administrator command', 'debug'],
    ['57P03 FATAL:  the database system is starting up', 'debug'],
  ])('%s is of level %s', (line, level) => {
    expect(parseServerLogLine(line)).toMatchObject({ level, message: line.slice(line.indexOf(':') + 3) })
  })

  it('loses the value that somebody sent', () => {
    const line = '22P02 ERROR:  invalid input syntax for type uuid: "guest@example.org"'
    expect(parseServerLogLine(line)?.message).toBe('invalid input syntax for type uuid: "…"')
  })

  it('is none of its own where a message goes on', () => {
    expect(parseServerLogLine('\tin the second line')).toBeUndefined()
  })
})
