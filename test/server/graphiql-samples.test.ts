import { parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import '#domains/domains.ts'
import { buildSchema } from '#graphql/schema.ts'
import { audiences } from '#kernel/audience.ts'
import { describeStart } from '#server/describe-start.ts'
import { configureGraphiql, samples } from '#server/graphiql-samples.ts'

const demo = {
  signIns: [{ label: 'chef, Boston', email: 'chef@example.com', password: 'sizzling' }],
  apiKeys: [{ label: 'partner', key: 'tp_live_x' }],
}

describe('the samples of GraphiQL', () => {
  it.each(audiences)('for %s keep to its schema', (audience) => {
    expect(samples[audience].length).toBeGreaterThan(0)
    const schema = buildSchema(audience)
    for (const { name, query } of samples[audience]) expect(validate(schema, parse(query)), name).toEqual([])
  })
})

describe('the ways into GraphiQL', () => {
  it('are accounts in the apps and keys on the public API', () => {
    const configure = configureGraphiql(demo)
    for (const audience of ['admin', 'chef'] as const) {
      expect(configure(audience)).toEqual({ samples: samples[audience], signIns: demo.signIns })
    }
    expect(configure('public')).toEqual({ samples: samples.public, apiKeys: demo.apiKeys })
  })

  it('are not told without demo data', () => {
    const configure = configureGraphiql(null)
    expect(configure('admin')).toEqual({ samples: samples.admin, signIns: [] })
    expect(configure('public')).toEqual({ samples: samples.public, apiKeys: [] })
  })
})

describe('the start', () => {
  it('tells where the gateway is, and how to try it out', () => {
    expect(describeStart('http://127.0.0.1:4000', { production: false }, null)).toBe(
      `
Teppan is ready at http://127.0.0.1:4000/graphql
The chef app’s API is at http://127.0.0.1:4000/chef/graphql, that of partners at http://127.0.0.1:4000/public/graphql.
Open any of them in a browser for GraphiQL, or send GraphQL to it.

`,
    )
    expect(describeStart('http://127.0.0.1:4000', { production: false }, demo).split('\n').slice(4)).toEqual([
      '',
      'Demo sign-ins:',
      '  chef@example.com                     sizzling   chef, Boston',
      '',
      'Demo API keys, for partners:',
      '  tp_live_x   partner',
      '',
      '',
    ])
  })
})
