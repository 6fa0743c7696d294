import { builder } from '#graphql/builder.ts'
import { weights } from '#graphql/cost/weights.ts'
import { publicId } from '#graphql/ids.ts'
import { loadableRef } from '#graphql/loadable.ts'
import { Node, registerNode } from '#graphql/node.ts'
import { type Permission as PermissionCode, permissions } from '#kernel/permissions.ts'
import { holdsAnywhere } from '#kernel/viewer.ts'
import { permissionsOfRole, roleById } from '../store/role-reads.ts'

/** A right, by its code. */
export const Permission = builder.objectRef<PermissionCode>('Permission').implement({
  description: 'A right, as roles hold it and fields ask for it.',
  fields: (t) => ({
    code: t.string({ description: 'Its name, as `domain:resource:action`.', resolve: (code) => code }),
    description: t.string({ description: 'What it allows.', resolve: (code) => permissions[code] }),
  }),
})

/** The database may know rights of a newer version of this code. */
function isPermission(code: string): code is PermissionCode {
  return Object.hasOwn(permissions, code)
}

export const Role = loadableRef('Role', roleById)

registerNode('role', 'Role', async (uuid, { reads, viewer }) =>
  holdsAnywhere(viewer, 'identity:user:read') ? reads.load(roleById, uuid) : null,
)

Role.implement({
  description: 'A named set of rights, which people hold at a station or at a whole business.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ description: 'Stable for ever.', resolve: ({ id }) => publicId('role', id) }),
    code: t.exposeString('code', { description: 'Its name for programs, in capitals; unique within a business.' }),
    name: t.exposeString('name', { description: 'Its name for people.' }),
    rank: t.exposeInt('rank', {
      description: 'From 0 to 100. Nobody gives or takes a role of a higher rank than the own highest in that place.',
    }),
    isBuiltIn: t.boolean({
      description: 'Whether every business has it; else it is of this business alone.',
      resolve: ({ organizationId }) => organizationId === null,
    }),
    permissions: t.field({
      type: [Permission],
      listSize: 100,
      cost: weights.part,
      description: 'What it allows.',
      resolve: async ({ id }, _args, { reads }) => {
        const held = await reads.load(permissionsOfRole, id)
        return held.map(({ code }) => code).filter(isPermission)
      },
    }),
  }),
})
