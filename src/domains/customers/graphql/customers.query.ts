import { builder } from '#graphql/builder.ts'
import { pageArguments, toPageRequest } from '#graphql/connections.ts'
import type { Context } from '#graphql/context.ts'
import { weights } from '#graphql/cost/weights.ts'
import {
  compareIds,
  comparesField,
  DateTimeFilter,
  filterType,
  IdFilter,
  readFilter,
  TagsFilter,
} from '#graphql/filters.ts'
import { ForbiddenError } from '#kernel/errors.ts'
import { stationsWith } from '#kernel/viewer.ts'
import { normalizeEmail, normalizePhone, wordsOfName } from '../model/contact.ts'
import {
  type BlindSearch,
  type CustomerList,
  countCustomers,
  customerSort,
  listCustomers,
} from '../store/customer-reads.ts'
import { CUSTOMERS } from '../use-cases/seal-contact.ts'
import { CustomerConnection } from './customer.type.ts'

const CustomerFilter = filterType('CustomerFilter', 'Which customers.', (t) => ({
  station: t.field({ type: IdFilter, description: 'By station.' }),
  search: t.string({
    cost: weights.search,
    description:
      'By e-mail address or phone number (whole), or by name: every word of it, or its beginning from three letters to twelve. Case and accents do not matter. Finds customers at stations where one holds customers:pii:read.',
  }),
  tags: t.field({ type: TagsFilter, description: 'By what the staff sorts customers by.' }),
  createdAt: t.field({ type: DateTimeFilter, description: 'By when they were added.' }),
  updatedAt: t.field({ type: DateTimeFilter, description: 'By when they were last changed.' }),
}))

const sorts = {
  CREATED_AT_DESC: customerSort('createdAt', 'desc'),
  CREATED_AT_ASC: customerSort('createdAt', 'asc'),
  UPDATED_AT_DESC: customerSort('updatedAt', 'desc'),
  UPDATED_AT_ASC: customerSort('updatedAt', 'asc'),
}

const CustomerSort = builder.enumType('CustomerSort', {
  description: 'The order of customers.',
  values: {
    CREATED_AT_DESC: { description: 'The newest first.' },
    CREATED_AT_ASC: { description: 'The oldest first.' },
    UPDATED_AT_DESC: { description: 'The last changed first.' },
    UPDATED_AT_ASC: { description: 'The longest unchanged first.' },
  } as const,
})

/** What each station would have stored for the text. */
function blindSearch(text: string, stationIds: readonly string[], { personalData }: Context) {
  const email = text.includes('@') ? normalizeEmail(text) : null
  const phone = normalizePhone(text)
  const words = email === null ? wordsOfName(text) : []
  const blind = (stationId: string): BlindSearch => {
    const place = { table: CUSTOMERS, stationId }
    return {
      emailIdx: email === null ? null : personalData.blindIndex(email, { ...place, column: 'email_idx' }),
      phoneIdx: phone === null ? null : personalData.blindIndex(phone, { ...place, column: 'phone_idx' }),
      nameTokens: words.map((word) => personalData.blindToken(word, { ...place, column: 'name_tokens' })),
    }
  }
  return new Map(stationIds.map((stationId) => [stationId, blind(stationId)]))
}

builder.queryField('customers', (t) =>
  t.field({
    type: CustomerConnection,
    description: 'The customers of the stations that one may see.',
    authScopes: { permission: 'customers:customer:read' },
    args: {
      ...pageArguments,
      filter: t.arg({ type: CustomerFilter, description: 'Which customers.' }),
      sort: t.arg({
        type: CustomerSort,
        required: true,
        defaultValue: 'CREATED_AT_DESC',
        description: 'In which order.',
      }),
    },
    resolve: async (_root, { filter, sort: sortName, ...args }, context) => {
      const { reads } = context
      const sort = sorts[sortName]
      const list = toList(filter, context)
      const page = await listCustomers(reads, list, sort, toPageRequest(args, sort))
      return { page, sort, countTotal: () => countCustomers(reads, list) }
    },
  }),
)

function toList(filter: typeof CustomerFilter.$inferInput | null | undefined, context: Context): CustomerList {
  const stationIds = visibleStations(context, comparesField(filter, 'search'))
  return {
    stationIds,
    filter: readFilter(filter, {
      station: compareIds('station'),
      search: (text) => blindSearch(text, stationIds, context),
    }),
  }
}

/** The stations of the list; a search tells who somebody is, so it needs the right to know. */
function visibleStations({ viewer }: Context, isSearch: boolean) {
  const permission = isSearch ? 'customers:pii:read' : 'customers:customer:read'
  const visible = stationsWith(viewer, permission)
  if (isSearch && visible.length === 0) throw new ForbiddenError(permission)
  return visible
}
