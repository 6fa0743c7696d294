import { publicId } from '#graphql/ids.ts'
import { type BookingScene, ENDS_AT, STARTS_AT } from '../../../support/bookings.ts'

const PRICE = `lines { kind code label per unitPrice { amountCents } quantity lineTotal { amountCents currency } serviceItem { id } }
  subtotal { amountCents } discount { amountCents } travel { amountCents } tax { amountCents } taxIncluded
  total { amountCents } deposit { amountCents }`
const QUOTE_FIELDS = `price { ${PRICE} } priceBookVersion validUntil quoteToken
  suggestions { serviceItem { id name } quantity total { amountCents } }`
const REFUSED = '... on UserError { code message path } ... on ValidationError { issues { path message } }'

export const QUOTE = `query ($input: QuoteInput!) { quote(input: $input) {
  __typename ... on Quote { ${QUOTE_FIELDS} } ${REFUSED} } }`

export const BOOK = `mutation ($input: CreateBookingInput!) { createBooking(input: $input) {
  __typename
  ... on CreateBookingPayload { booking { id priceBookVersion ${PRICE} items { name } tip { amountCents } } }
  ... on QuoteChangedError { reason changed old { ${PRICE} } new { ${QUOTE_FIELDS} } }
  ${REFUSED} } }`

interface Cents {
  amountCents: number
}

export interface QuotedPrice {
  lines: { kind: string; code: string | null; label: string; lineTotal: Cents }[]
  total: Cents
  deposit: Cents
}

export interface QuoteAnswer {
  __typename: string
  price: QuotedPrice
  priceBookVersion: number
  validUntil: string
  quoteToken: string
  suggestions: { serviceItem: { id: string; name: string }; quantity: number; total: Cents }[]
}

export interface BookAnswer {
  __typename: string
  booking?: QuotedPrice & { id: string; priceBookVersion: number | null }
  reason?: string
  changed?: string[]
  old?: QuotedPrice | null
  new?: QuoteAnswer
}

type Place = Pick<BookingScene, 'gateway' | 'manager' | 'stationId' | 'customerId'>

/** Eight adults and three children on the Saturday evening, at the scene's station. */
export function wanted({ stationId }: Pick<Place, 'stationId'>, fields: object = {}): object {
  const window = { startsAt: STARTS_AT.toISOString(), endsAt: ENDS_AT.toISOString() }
  return { stationId: publicId('station', stationId), kind: 'CATERING', ...window, adults: 8, children: 3, ...fields }
}

export async function askQuote(scene: Place, fields: object = {}, token = scene.manager.token): Promise<QuoteAnswer> {
  const variables = { input: wanted(scene, fields) }
  return (await scene.gateway.query<{ quote: QuoteAnswer }>(QUOTE, variables, token)).quote
}

export async function book(scene: Place, fields: object = {}, token = scene.manager.token): Promise<BookAnswer> {
  const input = { customerId: publicId('customer', scene.customerId), ...wanted(scene, fields) }
  return (await scene.gateway.query<{ createBooking: BookAnswer }>(BOOK, { input }, token)).createBooking
}

/** Each line at a glance. */
export function glance({ lines }: QuotedPrice): string[] {
  return lines.map(({ kind, code, lineTotal }) => `${code ?? kind} ${lineTotal.amountCents}`)
}
