import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { Log } from '#platform/log.ts'

/** What the server is told about its log: the SQLSTATE before each line, and no details or statements, whose values may be personal. */
export const logSettings: Readonly<Record<string, string>> = {
  log_destination: 'stderr',
  logging_collector: 'off',
  log_line_prefix: '%e ',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_lock_waits: 'on',
}

export interface ServerLogLine {
  level: keyof Log
  severity: string
  sqlState: string
  message: string
}

const lineShape = /^([0-9A-Z]{5}) ([A-Z]+\d?): {2}(.*)$/

const levels: Readonly<Record<string, keyof Log>> = {
  WARNING: 'warn',
  // Errors of statements go to who sent them.
  ERROR: 'debug',
  FATAL: 'error',
  PANIC: 'error',
}

/** Sessions that end, or cannot begin, because the server stops or starts: the supervisor reports that itself. */
const lifecycleStates = new Set(['57P01', '57P02', '57P03'])
/** SQLSTATE class 22, data exception: the quoted text is a value that somebody sent. */
const dataException = '22'

/** Undefined for what is not a log line of its own: the rest of a message of several lines, or output of the loader. */
export function parseServerLogLine(line: string): ServerLogLine | undefined {
  const [, sqlState, severity, text] = lineShape.exec(line) ?? []
  if (sqlState === undefined || severity === undefined || text === undefined) return undefined
  const level = lifecycleStates.has(sqlState) ? 'debug' : (levels[severity] ?? 'debug')
  const message = sqlState.startsWith(dataException) ? text.replace(/"[^"]*("|$)/g, '"…"') : text
  return { level, severity, sqlState, message }
}

export interface ServerLog {
  /** The last few lines, for the message of a start that failed. */
  lines: string[]
  sqlStates: Set<string>
}

/** Carries what a server writes to its standard error over to our log. */
export function forwardServerLog(stream: Readable, log: Log): ServerLog {
  const kept: ServerLog = { lines: [], sqlStates: new Set() }
  let level: keyof Log = 'warn'
  createInterface({ input: stream }).on('line', (line) => {
    const parsed = parseServerLogLine(line)
    level = parsed?.level ?? level
    const message = parsed?.message ?? line.trim()
    if (parsed) kept.sqlStates.add(parsed.sqlState)
    kept.lines = [...kept.lines.slice(-4), message]
    log[level]({ component: 'postgres', severity: parsed?.severity, sqlState: parsed?.sqlState }, message)
  })
  return kept
}
