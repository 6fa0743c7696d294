import type { Audience } from '#kernel/audience.ts'
import type { DemoAccess, GraphiqlConfig, SampleOperation } from './graphiql-config.ts'

const whoAmI: SampleOperation = {
  name: 'Who am I, and what may I do?',
  query: `query WhoAmI {
  viewer {
    user { fullName email roles { name station { name } } }
    stations { id name timezone currency }
    permissions
  }
}
`,
}

const newestBookings: SampleOperation = {
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
}

const findCustomer: SampleOperation = {
  name: 'Find a customer by name, e-mail or phone',
  query: `query FindCustomer($search: String!) {
  customers(first: 10, filter: { search: $search }) {
    nodes { id name email phone tags bookings(first: 3) { nodes { reference status startsAt } } }
  }
}
`,
  variables: { search: 'ann' },
}

const escalationAlerts: SampleOperation = {
  name: 'Be alerted about escalations',
  query: `subscription EscalationAlerts($after: EventCursor) {
  escalationAlerts(minPriority: NORMAL, after: $after) {
    __typename
    ... on StreamMessage { cursor }
    ... on EscalationAlert { occurredAt escalation { id priority summary customer { name } } }
  }
}
`,
}

const openEscalation: SampleOperation = {
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
}

const menu: SampleOperation = {
  name: 'What is on the menu?',
  query: `query Menu {
  menu(first: 20, filter: { active: { eq: true } }) {
    nodes { name kind description price { formatted } per }
  }
}
`,
}

const whoIsThePartner: SampleOperation = {
  name: 'Whose key is this, and where is it good?',
  query: `query WhoIsThePartner {
  viewer {
    apiKey { name prefix scopes plan expiresAt }
    stations { name code timezone currency address coordinates { latitude longitude } }
  }
}
`,
}

/** What GraphiQL opens with, a tab each. Sign in first: the bar at the top offers the demo accounts. */
export const samples: Readonly<Record<Audience, readonly SampleOperation[]>> = {
  admin: [whoAmI, newestBookings, findCustomer, escalationAlerts, openEscalation],
  chef: [whoAmI, menu],
  public: [whoIsThePartner, menu],
}

/** What the page of each audience offers; with demo data also the ways in. */
export function configureGraphiql(demo: DemoAccess | null): (audience: Audience) => GraphiqlConfig {
  return (audience) => ({
    samples: samples[audience],
    ...(audience === 'public' ? { apiKeys: demo?.apiKeys ?? [] } : { signIns: demo?.signIns ?? [] }),
  })
}
