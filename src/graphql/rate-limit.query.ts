import type { BudgetStatus } from '#platform/rate-limits/budgets.ts'
import { everywhere } from './audiences.ts'
import { builder } from './builder.ts'

const RateLimit = builder.objectRef<BudgetStatus>('RateLimit').implement({
  description:
    'What may be spent: points, which come back steadily, and operations at a time. It belongs to the API key, to the person who has signed in, or to the address from which nobody has.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({
    limit: t.exposeInt('limit', { description: 'The points that can be saved up.' }),
    remaining: t.exposeInt('remaining', {
      description: 'The points that are left now; what runs at the same time has taken what it asks for.',
    }),
    restorePerSecond: t.exposeInt('restorePerSecond', { description: 'The points that come back in a second.' }),
    resetAt: t.expose('resetAt', {
      type: 'DateTime',
      description: 'When the limit is reached again if nothing more is spent.',
    }),
    concurrency: t.exposeInt('concurrency', { description: 'How many operations may run at a time.' }),
    perOperation: t.exposeInt('perOperation', { description: 'The points that one operation may cost.' }),
  }),
})

builder.queryField('rateLimit', (t) =>
  t.field({
    type: RateLimit,
    subGraphs: everywhere,
    cost: 0,
    description: 'What whoever asks may spend. Costs nothing.',
    authScopes: { public: true },
    resolve: (_root, _args, { budget }) => budget.status(),
  }),
)
