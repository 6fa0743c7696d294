import { GraphQLScalarType } from 'graphql'
import { DateTimeResolver, JSONResolver, SafeIntResolver } from 'graphql-scalars'
import { BadInputError } from '#kernel/errors.ts'
import { builder } from './builder.ts'

function textScalar(name: string, description: string, isValid: (text: string) => boolean, example: string) {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && isValid(value)) return value
    throw new BadInputError(`${name} must look like ${example}.`)
  }
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: String,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === 'StringValue' ? node.value : null),
  })
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return true
  } catch {
    return false
  }
}

function isLocalDate(text: string): boolean {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null
  return date !== null && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/** Answers hold the text at once: thousands of dates a second are cheaper to write here than through JSON. */
const DateTime = new GraphQLScalarType<Date, string>({
  ...DateTimeResolver.toConfig(),
  description: 'A time: RFC 3339, with an offset; answers are in UTC, to the millisecond.',
  serialize: (value) => (value as Date).toISOString(),
})

const Json = new GraphQLScalarType<unknown, unknown>({
  ...JSONResolver.toConfig(),
  description: 'A value of whatever shape; each field says what shapes there are.',
  specifiedByURL: null,
})

builder.addScalarType('DateTime', DateTime)
builder.addScalarType('JSON', Json)
builder.addScalarType('SafeInt', SafeIntResolver)
builder.addScalarType(
  'CurrencyCode',
  textScalar('CurrencyCode', 'A currency, by its ISO 4217 code.', (text) => /^[A-Z]{3}$/.test(text), '"EUR"'),
)
builder.addScalarType(
  'TimeZone',
  textScalar('TimeZone', 'A time zone, by its name in the IANA database.', isTimeZone, '"Europe/Berlin"'),
)
builder.addScalarType(
  'LocalDate',
  textScalar('LocalDate', 'A day on the calendar of a station, without a time.', isLocalDate, '"2026-11-01"'),
)
builder.addScalarType(
  'LocalTime',
  textScalar(
    'LocalTime',
    'A time of day as the clock on the wall of a station shows it, to the minute: 00:00 to 23:59.',
    (text) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text),
    '"18:30"',
  ),
)
builder.addScalarType(
  'EventCursor',
  textScalar(
    'EventCursor',
    'A place in the log of events. Opaque: give it back as `after` to go on from there without losing anything.',
    (text) => text.length > 0 && text.length <= 200,
    'what an event or CaughtUp gave as cursor',
  ),
)
