import { builder } from '#graphql/builder.ts'
import { connectionType, pageArguments, toPageRequest } from '#graphql/connections.ts'
import { weights } from '#graphql/cost/weights.ts'
import { readFilter } from '#graphql/filters.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, readableAtStation, registerNode } from '#graphql/node.ts'
import { Station } from '../../identity/index.ts'
import { customerById } from '../store/customer-reads.ts'
import { filteredNotesOfCustomer, noteCountOfCustomer, notesNewestFirst, notesOfCustomer } from '../store/note-reads.ts'
import { CustomerNoteConnection, CustomerNoteFilter } from './customer-note.type.ts'
import { openContact } from './open-personal-data.ts'

export const TonePreference = builder.enumType('TonePreference', {
  description: 'How a customer likes to be spoken to.',
  values: {
    FORMAL: { description: 'Formally.' },
    CASUAL: { description: 'Casually.' },
    PLAYFUL: { description: 'Playfully.' },
    CONCISE: { description: 'In few words.' },
  } as const,
})

export const Customer = loadableRef('Customer', customerById)

export const customerNode = registerNode(
  'customer',
  'Customer',
  readableAtStation(customerById, 'customers:customer:read'),
)

Customer.implement({
  description:
    'A person who buys from a station. What identifies the person is stored encrypted and needs customers:pii:read.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('customer', id) }),
    station: t.field({
      type: Station,
      description: 'The station that the customer belongs to.',
      resolve: ({ stationId }) => stationId,
    }),
    name: t.string({
      nullable: true,
      cost: weights.sealed,
      description: 'The name. Needs customers:pii:read.',
      resolve: (row, _args, context) => openContact(row, 'name_enc', row.nameEnc, context),
    }),
    email: t.string({
      nullable: true,
      cost: weights.sealed,
      description: 'The e-mail address, in lower case. Needs customers:pii:read.',
      resolve: (row, _args, context) => openContact(row, 'email_enc', row.emailEnc, context),
    }),
    phone: t.string({
      nullable: true,
      cost: weights.sealed,
      description: 'The phone number, in E.164. Needs customers:pii:read.',
      resolve: (row, _args, context) => openContact(row, 'phone_enc', row.phoneEnc, context),
    }),
    address: t.string({
      nullable: true,
      cost: weights.sealed,
      description: 'The postal address. Needs customers:pii:read.',
      resolve: (row, _args, context) => openContact(row, 'address_enc', row.addressEnc, context),
    }),
    locale: t.exposeString('locale', { description: 'The language, as a BCP 47 tag.' }),
    tonePreference: t.expose('tonePreference', {
      type: TonePreference,
      description: 'How the customer likes to be spoken to.',
    }),
    tags: t.exposeStringList('tags', { description: 'What the staff sorts customers by; at most 50.' }),
    source: t.exposeString('source', { nullable: true, description: 'Where the customer came from.' }),
    version: t.exposeInt('version', { description: 'Rises with each change; updates name the one that they saw.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When the customer was added.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When the customer was last changed.' }),
    notes: t.field({
      type: CustomerNoteConnection,
      description: 'What the staff wrote down, the newest first.',
      args: { ...pageArguments, filter: t.arg({ type: CustomerNoteFilter, description: 'Which notes.' }) },
      resolve: async ({ id }, { filter, ...args }, { reads }) => {
        const wanted = readFilter(filter, {})
        const page = toPageRequest(args, notesNewestFirst)
        const [pages, counts] = wanted
          ? [filteredNotesOfCustomer.page(reads, page, wanted), filteredNotesOfCustomer.count(reads, wanted)]
          : [notesOfCustomer.page(reads, page), noteCountOfCustomer]
        return { page: await reads.load(pages, id), sort: notesNewestFirst, countTotal: () => reads.load(counts, id) }
      },
    }),
  }),
})

export const CustomerConnection = connectionType('Customer', Customer)
