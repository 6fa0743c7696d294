import { join } from 'node:path'
import { provide } from '../../tools/prepare/prepare.ts'
import { graphiqlPage, ROOT } from '../../tools/prepare/products.ts'

/** The folder of a GraphiQL built from the present sources. */
export async function provideGraphiqlBuild(): Promise<string> {
  await provide(graphiqlPage)
  return join(ROOT, 'build/graphiql')
}
