import { PrismaCommandError, runPrisma } from '#platform/database/prisma-cli.ts'

/** Prisma's status when two schemas differ. */
const DIFFERENT = 2

/**
 * The SQL that leads from where the migrations end to prisma/schema; null when they end there.
 * @param ownerUrl of any server on which the role may create databases: the migrations are replayed in a passing one
 */
export async function findSchemaChanges(ownerUrl: string): Promise<string | null> {
  const ends = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema']
  try {
    await runPrisma(['migrate', 'diff', ...ends, '--script', '--exit-code'], ownerUrl)
    return null
  } catch (error) {
    if (error instanceof PrismaCommandError && error.status === DIFFERENT) return error.output
    throw error
  }
}
