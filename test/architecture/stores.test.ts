import { describe, expect, it } from 'vitest'
import { readPrismaModels } from './prisma-models.ts'
import { findSourceFiles, isNode, nodesOf, type SourceFile, type SyntaxNode } from './source-files.ts'

const models = readPrismaModels()
const schemas = [...new Set(models.map(({ schema }) => schema)), 'public', 'app', 'pg_catalog', 'information_schema']
const stores = findSourceFiles('src/domains/*/store/**/*.ts')

/** What stands in the file that names something of another domain's tables. */
function trespasses(file: SourceFile): string[] {
  const domain = file.path.split('/')[2] ?? ''
  const foreign = new RegExp(`\\b(${schemas.filter((schema) => schema !== domain).join('|')})\\.\\w+`, 'g')
  const delegates = new Set(models.filter(({ schema }) => schema !== domain).map(({ name }) => uncapitalize(name)))
  const relations = new Set(models.filter(({ schema }) => schema === domain).flatMap((model) => leadingOut(model)))
  return [...nodesOf(file)].flatMap((node) => [
    ...textsOf(node).flatMap((text) => [...text.matchAll(foreign)].map(([table]) => table)),
    ...(isDelegate(node, delegates) ? [`prisma.${nameOf(node.property)}`] : []),
    ...selectedKeys(node).filter((key) => relations.has(key)),
  ])
}

describe('a store', () => {
  it('exists in each domain with tables', () => {
    expect(new Set(stores.map(({ path }) => path.split('/')[2]))).toEqual(
      new Set(models.map(({ schema }) => schema).filter((schema) => schema !== 'events')),
    )
  })

  it.each(stores.map(({ path }) => path))('%s touches the tables of its own domain alone', (path) => {
    const file = stores.find((store) => store.path === path)
    expect(file && trespasses(file)).toEqual([])
  })
})

describe('what is no store', () => {
  it('names no table of a domain', () => {
    const others = findSourceFiles(
      'src/{domains/*/{graphql,model,reactions,use-cases},graphql,server,processes}/**/*.ts',
    )
    const statement =
      /\b(select|insert|update|delete|from|join|into)\b[\s\S]*\b(identity|customers|bookings|support|audit)\.\w+/i
    const found = others.flatMap((file) =>
      [...nodesOf(file)]
        .flatMap(textsOf)
        .filter((text) => statement.test(text))
        .map((text) => `${file.path}: ${text}`),
    )
    expect(found).toEqual([])
  })
})

/** The texts of a literal, or of the fixed parts of a template. */
function textsOf(node: SyntaxNode): string[] {
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value]
  if (node.type !== 'TemplateElement') return []
  return [(node.value as { raw: string }).raw]
}

/** `prisma.<model>` of one of these models. */
function isDelegate(node: SyntaxNode, delegates: ReadonlySet<string>): boolean {
  if (node.type !== 'MemberExpression') return false
  const receiver = isNode(node.object) && node.object.type === 'MemberExpression' ? node.object.property : node.object
  return nameOf(receiver) === 'prisma' && delegates.has(nameOf(node.property))
}

/** The keys of everything below `include` and `select` of Prisma. */
function selectedKeys(node: SyntaxNode): string[] {
  if (node.type !== 'Property' || !['include', 'select'].includes(nameOf(node.key))) return []
  if (!isNode(node.value) || node.value.type !== 'ObjectExpression') return []
  return (node.value.properties as SyntaxNode[]).map(({ key }) => nameOf(key))
}

function leadingOut({ schema, relations }: (typeof models)[number]): string[] {
  const isForeign = (name: string) => models.find((model) => model.name === name)?.schema !== schema
  return [...relations].filter(([, model]) => isForeign(model)).map(([field]) => field)
}

function nameOf(node: unknown): string {
  return isNode(node) && typeof node.name === 'string' ? node.name : ''
}

function uncapitalize(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
