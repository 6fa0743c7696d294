import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import '#domains/domains.ts'
import { printAudienceSchema } from '#graphql/schema.ts'
import { audiences } from '#kernel/audience.ts'

const directory = join(import.meta.dirname, '../schema')
const isCheck = process.argv.includes('--check')
await mkdir(directory, { recursive: true })
for (const audience of audiences) {
  const file = join(directory, `${audience}.graphql`)
  const printed = printAudienceSchema(audience)
  if (!isCheck) await writeFile(file, printed)
  else if ((await readFile(file, 'utf8').catch(() => '')) !== printed) {
    process.stderr.write(`schema/${audience}.graphql is not what the code says: run npm run schema\n`)
    process.exitCode = 1
  }
}
