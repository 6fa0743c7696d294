import { builder } from './builder.ts'

export const DateTimeFilter = builder.inputType('DateTimeFilter', {
  description: 'A stretch of time, half open. What is left out does not bound.',
  fields: (t) => ({
    gte: t.field({ type: 'DateTime', description: 'At this time or later.' }),
    lt: t.field({ type: 'DateTime', description: 'Before this time.' }),
  }),
})

export const IdFilter = builder.inputType('IdFilter', {
  description: 'One of these ids.',
  fields: (t) => ({
    in: t.idList({ required: true, description: 'At most 100.' }),
  }),
})
