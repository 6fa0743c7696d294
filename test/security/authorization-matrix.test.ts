import { extendSchema, parse } from 'graphql'
import { afterAll, beforeAll, expect, it } from 'vitest'
import '#domains/domains.ts'
import { buildSchema } from '#graphql/schema.ts'
import { allowEverybody, generous } from '../support/allowances.ts'
import type { StaffMember } from '../support/business.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { legend } from './matrix/outcome.ts'
import { hireEachRole, partners, signInEach, withoutSession } from './matrix/principals.ts'
import { questionsOf } from './matrix/questions.ts'
import { type Scene, setScene } from './matrix/scene.ts'
import { fillTable } from './matrix/tables.ts'

let gateway: TestGateway
let scene: Scene
let staff: [string, StaffMember][]

beforeAll(async () => {
  // Who may do it, and not what it costs to ask for the ids of all that hangs on a page.
  const allowances = allowEverybody({ ...generous.STAFF, operation: 100_000 })
  gateway = await startTestGateway({ trustedProxies: ['127.0.0.1'], allowances })
  scene = await setScene(gateway)
  staff = await hireEachRole(gateway, scene)
})

afterAll(() => gateway.stop())

const HEAD = [
  '# Who may do what',
  '',
  'Written by authorization-matrix.test.ts from what a gateway answers: a root field a row, for each id that it takes one more. A changed or missing row fails it; docs/recipes/review-who-may-do-what.md says how to write it anew.',
  '',
  ...Object.entries(legend).map(([word, meaning]) => `- **${word}**: ${meaning}.`),
  '- Other words: the code of a refusal that does not depend on who asks.',
  '',
].join('\n')

async function sectionOf(audience: 'admin' | 'chef'): Promise<string> {
  const people = await signInEach(gateway, audience, staff)
  const nobodies = await withoutSession(gateway, audience, scene)
  const tables = [
    { title: 'Things of the own station', place: scene.own, principals: people, isAboutPlace: false },
    {
      title: 'Things of another station of the business',
      place: scene.neighbour,
      principals: people,
      isAboutPlace: true,
    },
    { title: 'Things of another business', place: scene.stranger, principals: people, isAboutPlace: true },
    { title: 'Without a session', place: scene.own, principals: nobodies, isAboutPlace: false },
  ]
  const filled: string[] = []
  for (const table of tables) filled.push(await fillTable(gateway, audience, scene, table))
  return [`## ${audience}`, '', ...filled].join('\n')
}

it('who may do what stands in authorization-matrix.md, and nowhere else is it different', async () => {
  const principals = await partners(gateway, scene)
  const table = { title: 'Things of a station', place: scene.own, principals, isAboutPlace: false }
  const sections = [
    await sectionOf('admin'),
    await sectionOf('chef'),
    `## public\n\n${await fillTable(gateway, 'public', scene, table)}`,
  ]
  await expect([HEAD, ...sections].join('\n')).toMatchFileSnapshot('authorization-matrix.md')
}, 180_000)

it('has a row for whatever comes: what nobody knows how to ask for is an error', () => {
  const places = { own: scene.own, other: scene.stranger }
  const schema = extendSchema(buildSchema('public'), parse('extend type Query { novelty(number: Int!): String }'))
  expect(() => questionsOf(schema, places)).toThrow(/^Nobody knows how to ask for query novelty: add it to /)
})
