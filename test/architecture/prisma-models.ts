import { globSync, readFileSync } from 'node:fs'

export interface PrismaModel {
  name: string
  /** The PostgreSQL schema, which is the domain. */
  schema: string
  /** Fields that lead to other models, with the models' names. */
  relations: ReadonlyMap<string, string>
}

/** The models of prisma/schema, as far as they say which domain knows which. */
export function readPrismaModels(): PrismaModel[] {
  const text = globSync('prisma/schema/*.prisma')
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n')
  const bodies = [...text.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm)]
  const names = new Set(bodies.map(([, name]) => name))
  return bodies.map(([, name = '', body = '']) => {
    const fields = [...body.matchAll(/^\s+(\w+)\s+(\w+)/gm)].filter(([, , type]) => names.has(type))
    const schema = /@@schema\("(\w+)"\)/.exec(body)?.[1]
    if (schema === undefined) throw new Error(`the model ${name} has no @@schema`)
    return { name, schema, relations: new Map(fields.map(([, field = '', type = '']) => [field, type])) }
  })
}
