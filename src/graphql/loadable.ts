import type { BatchRead } from '#platform/database/loaders.ts'
import { builder } from './builder.ts'

/** A type whose fields may resolve to an id: all objects that are asked for in one tick are read by one statement. */
export function loadableRef<Row extends object>(name: string, read: BatchRead<string, Row | null>) {
  return builder.loadableObjectRef<Row, string>(name, {
    // What is not there resolves to null; a field that promises it reports a defect.
    load: async (ids, { reads }) => (await read.readAll(reads, ids)) as Row[],
  })
}
