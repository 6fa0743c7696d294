import type { SampleOperation } from './graphiql-config.ts'

/** What GraphiQL opens with, a tab each. Sign in first: the bar at the top offers the demo accounts. */
export const samples: readonly SampleOperation[] = [
  {
    name: 'Who am I, and what may I do?',
    query: `query WhoAmI {
  viewer {
    user { fullName email roles { name station { name } } }
    stations { id name timezone currency }
    permissions
  }
}
`,
  },
  {
    name: 'The newest bookings',
    query: `query NewestBookings {
  bookings(first: 10) {
    totalCount
    nodes {
      reference status startsAt timezone
      total { formatted }
      customer { id name escalations(first: 3) { nodes { summary status } } }
      chefs { name }
      items { name quantity }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: 'Find a customer by name, e-mail or phone',
    query: `query FindCustomer($search: String!) {
  customers(first: 10, filter: { search: $search }) {
    nodes { id name email phone tags bookings(first: 3) { nodes { reference status startsAt } } }
  }
}
`,
    variables: { search: 'ann' },
  },
  {
    name: 'Be alerted about escalations',
    query: `subscription EscalationAlerts($after: EventCursor) {
  escalationAlerts(minPriority: NORMAL, after: $after) {
    __typename
    ... on StreamMessage { cursor }
    ... on EscalationAlert { occurredAt escalation { id priority summary customer { name } } }
  }
}
`,
  },
  {
    name: 'Open an escalation',
    query: `# Take the id of one of your stations from WhoAmI. Whoever listens to EscalationAlerts hears of it at once.
mutation OpenEscalation($input: CreateEscalationInput!) {
  createEscalation(input: $input) {
    __typename
    ... on CreateEscalationPayload { escalation { id status createdAt } }
    ... on UserError { code message path }
  }
}
`,
    variables: {
      input: { stationId: 'station_', reason: 'COMPLAINT', priority: 'HIGH', summary: 'The chef is an hour late.' },
    },
  },
]
