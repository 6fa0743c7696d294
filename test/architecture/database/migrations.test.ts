import { describe, expect, it } from 'vitest'
import { builtInRoles } from '#domains/identity/model/built-in-roles.ts'
import { permissions } from '#kernel/permissions.ts'
import { findSchemaChanges } from '../../../tools/database/schema-changes.ts'
import { openCatalogue } from './catalogue.ts'

const catalogue = openCatalogue()

describe('the migrations', () => {
  it('lead to prisma/schema: if not, run npm run db:new', async () => {
    expect(await findSchemaChanges(catalogue.database().ownerUrl)).toBeNull()
  })

  it('write down the permissions of src/kernel/permissions.ts', async () => {
    const stored = await catalogue.rows<{ code: string; description: string }>(
      'select code, description from identity.permissions',
    )
    expect(Object.fromEntries(stored.map(({ code, description }) => [code, description]))).toEqual(permissions)
  })

  it('make the built-in roles, of which each may do something', async () => {
    const stored = await catalogue.list(
      `select code from identity.roles where organization_id is null
         and exists (select from identity.role_permissions where role_id = roles.id)`,
    )
    expect(stored.sort()).toEqual([...builtInRoles].sort())
  })
})
