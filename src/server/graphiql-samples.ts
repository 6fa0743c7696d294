import type { SampleOperation } from './graphiql-config.ts'

/** What GraphiQL opens with. Sign in first: the bar at the top offers the demo accounts. */
export const samples: readonly SampleOperation[] = [
  {
    name: 'Who am I',
    query: `query WhoAmI {
  viewer {
    user { fullName email roles { name station { name } } }
    stations { name timezone currency }
    permissions
  }
}
`,
  },
]
