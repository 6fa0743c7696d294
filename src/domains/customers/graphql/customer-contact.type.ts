import { inApps } from '#graphql/audiences.ts'
import { weights } from '#graphql/cost/weights.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { customerById } from '../store/customer-reads.ts'
import { openColumn } from './open-personal-data.ts'

/** For those who meet a customer. Whoever hands one out has made sure that the viewer may know it. */
export const CustomerContact = loadableRef('CustomerContact', customerById)

CustomerContact.implement({
  description: 'Whom to meet: no more than it takes to find and call a customer. Each reading is written down.',
  defaultSubGraphsForFields: inApps,
  fields: (t) => ({
    name: t.string({
      nullable: true,
      cost: weights.sealed,
      description: 'The name.',
      resolve: (row, _args, context) => openColumn(row, 'name_enc', row.nameEnc, context),
    }),
    phone: t.string({
      nullable: true,
      cost: weights.sealed,
      description: 'The phone number, in E.164; null when nobody knows it.',
      resolve: (row, _args, context) => openColumn(row, 'phone_enc', row.phoneEnc, context),
    }),
  }),
})
