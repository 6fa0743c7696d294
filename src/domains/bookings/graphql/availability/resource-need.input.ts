import { builder } from '#graphql/builder.ts'
import { ResourceKind } from '../resource.type.ts'

export const ResourceNeedInput = builder.inputType('ResourceNeedInput', {
  description: 'So many resources of a kind, whichever they are.',
  fields: (t) => ({
    kind: t.field({ type: ResourceKind, required: true, description: 'Which kind; each is named once.' }),
    count: t.int({ required: true, defaultValue: 1, description: 'How many, 1 to 20.' }),
  }),
})
