import { type GraphQLSchema, isObjectType } from 'graphql'
import type { Permission } from '#kernel/permissions.ts'
import { holdsAnywhere, holdsAt } from '#kernel/viewer.ts'
import type { BatchRead } from '#platform/database/loaders.ts'
import { everywhere } from './audiences.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { findId, type IdKind, readId } from './ids.ts'

/** Finds what has this UUID, if the viewer may see it. Ids that are asked for in one tick are read by one statement. */
type Find<Row> = (uuid: string, context: Context) => Promise<Row | null>

/** The one way to something by its public id, for the field of its type and for `node` alike. */
export interface NodeLookup<Row> {
  /** Null for what there is not, is of another kind, or is not the viewer's to see. Refuses what is no id at all. */
  find(id: string, context: Context): Promise<Row | null>
}

interface RegisteredNode {
  typeName: string
  find: Find<{ id: string }>
}

const registered = new Map<IdKind, RegisteredNode>()
const typeNames = new WeakMap<object, string>()

/** Makes a type one of those that `node` finds. Each type with a public id does so in its own file. */
export function registerNode<Row extends { id: string }>(
  kind: IdKind,
  typeName: string,
  find: Find<Row>,
): NodeLookup<Row> {
  registered.set(kind, { typeName, find })
  return {
    async find(id, context) {
      const uuid = findId(kind, id)
      return uuid === null ? null : find(uuid, context)
    },
  }
}

/** What belongs to a station, for those who hold the permission there. */
export function readableAtStation<Row extends { stationId: string }>(
  read: BatchRead<string, Row | null>,
  permission: Permission,
): Find<Row> {
  return async (uuid, { reads, viewer }) => {
    if (!holdsAnywhere(viewer, permission)) return null
    const row = await reads.load(read, uuid)
    return row && holdsAt(viewer, permission, row.stationId) ? row : null
  }
}

export const Node = builder.interfaceRef<{ id: string }>('Node').implement({
  description: 'What has an id of its own, by which it can be found again.',
  defaultSubGraphsForFields: everywhere,
  fields: (t) => ({ id: t.exposeID('id', { description: 'Stable for ever.' }) }),
  resolveType: (row) => typeNames.get(row) ?? null,
})

builder.queryField('node', (t) =>
  t.field({
    type: Node,
    nullable: true,
    description:
      'Whatever has this id; null when there is nothing with it that one may see. The same rights count as for the field of its type.',
    subGraphs: everywhere,
    authScopes: { signedIn: true },
    args: { id: t.arg.id({ required: true, description: 'Which.' }) },
    resolve: (_root, { id }, context, { schema }) => findNode(id, context, schema),
  }),
)

builder.queryField('nodes', (t) =>
  t.field({
    type: [Node],
    nullable: { list: false, items: true },
    listSize: 100,
    description: 'The same for up to 100 ids: one entry for each, in their order.',
    subGraphs: everywhere,
    authScopes: { signedIn: true },
    args: { ids: t.arg.idList({ required: true, description: 'Which, at most 100.' }) },
    resolve: (_root, { ids }, context, { schema }) => Promise.all(ids.map((id) => findNode(id, context, schema))),
  }),
)

async function findNode(id: string, context: Context, schema: GraphQLSchema): Promise<{ id: string } | null> {
  const wanted = readId(id)
  const node = wanted && registered.get(wanted.kind)
  // A type that the audience does not know has nothing to show to it.
  if (!node || !isObjectType(schema.getType(node.typeName))) return null
  const row = await node.find(wanted.uuid, context)
  if (row) typeNames.set(row, node.typeName)
  return row
}
