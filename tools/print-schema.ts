import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import '#domains/domains.ts'
import { printAdminSchema } from '#graphql/schema.ts'

const file = join(import.meta.dirname, '../schema/admin.graphql')
const printed = printAdminSchema()
if (process.argv.includes('--check')) {
  if ((await readFile(file, 'utf8')) !== printed) {
    process.stderr.write('schema/admin.graphql is not what the code says: run npm run schema\n')
    process.exitCode = 1
  }
} else {
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, printed)
}
