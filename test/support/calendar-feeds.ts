import { type ParsedCalendar, parseCalendar } from './calendar-file.ts'
import { StillClock } from './chosen-clock.ts'
import type { TestApi } from './gateway.ts'

export interface FeedAnswer {
  __typename: string
  url: string
  calendarFeed: {
    id: string
    name: string
    station: { id: string }
    resource: { id: string } | null
    rotatedAt: string | null
    revokedAt: string | null
    lastReadAt: string | null
  }
  code: string
  message: string
  path: string[] | null
}

const FEED = 'calendarFeed { id name station { id } resource { id } rotatedAt revokedAt lastReadAt }'

/** What the API answers to one of the mutations of feeds. */
export async function changeFeed(
  api: Pick<TestApi, 'query'>,
  verb: 'create' | 'rotate' | 'revoke',
  input: object,
  token: string,
): Promise<FeedAnswer> {
  const type = `${verb[0]?.toUpperCase()}${verb.slice(1)}CalendarFeed`
  const { result } = await api.query<{ result: FeedAnswer }>(
    `mutation ($input: ${type}Input!) { result: ${verb}CalendarFeed(input: $input) { __typename
      ... on ${type}Payload { ${verb === 'revoke' ? '' : 'url'} ${FEED} } ... on UserError { code message path } } }`,
    { input },
    token,
  )
  return result
}

export interface FetchedCalendar {
  status: number
  headers: Headers
  text: string
}

/** What a program gets that fetches the calendar. */
export async function fetchCalendar(url: string, init: RequestInit = {}): Promise<FetchedCalendar> {
  const response = await fetch(url, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** The calendar at the address, which must be there. */
export async function readCalendar(url: string): Promise<ParsedCalendar> {
  const { status, text } = await fetchCalendar(url)
  if (status !== 200) throw new Error(`the calendar was answered with ${status}: ${text}`)
  return parseCalendar(text)
}

/** A clock that stands still in February 2093: the bookings of tests lie ahead of it, within the window of a feed. */
export function clockOfFeeds(): StillClock {
  const clock = new StillClock()
  clock.pass((Date.parse('2093-02-01T12:00:00.000Z') - clock.now().getTime()) / 1_000)
  return clock
}
