import type { PrismaPg } from '@prisma/adapter-pg'
import {
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlQuery,
  type SqlQueryable,
} from '@prisma/driver-adapter-utils'
import type pg from 'pg'

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>

/** What the adapter keeps to itself, and what we have to get at. */
interface Inside {
  performIO(query: SqlQuery): Promise<pg.QueryArrayResult>
  onError(error: unknown): never
}

/** PostgreSQL's internal "char", the type of many columns of its catalogue; the adapter does not know it. */
const CHAR_OID = 18
const TEXT_OID = 25

/** Makes the adapter fit to carry migrations. */
export function fitForMigrations(adapter: Adapter): SqlDriverAdapter {
  readChars(adapter)
  const startTransaction = adapter.startTransaction.bind(adapter)
  adapter.startTransaction = async (level) => {
    const transaction = await startTransaction(level)
    readChars(transaction)
    return transaction
  }
  adapter.executeScript = (script) => executeWhole(adapter, script)
  return adapter
}

/** Reads "char" as text, but calls it by its name: the engine insists on that. */
function readChars(queryable: SqlQueryable): void {
  // The engine runs one query at a time on a connection.
  let isChar: boolean[] = []
  const inside = queryable as unknown as Inside
  const performIO = inside.performIO.bind(queryable)
  inside.performIO = async (query) => {
    const result = await performIO(query)
    isChar = result.fields.map(({ dataTypeID }) => dataTypeID === CHAR_OID)
    for (const field of result.fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = TEXT_OID
    return result
  }
  const queryRaw = queryable.queryRaw.bind(queryable)
  queryable.queryRaw = async (query) => {
    const result = await queryRaw(query)
    const columnTypes = result.columnTypes.map((type, at) => (isChar[at] ? ColumnTypeEnum.Character : type))
    return { ...result, columnTypes }
  }
}

/** The adapter would split a script at each semicolon, also inside the bodies of functions: it goes as one message. */
async function executeWhole(adapter: Adapter, script: string): Promise<void> {
  try {
    await adapter.underlyingDriver().query(script)
  } catch (error) {
    const { code, severity, message, detail, column, hint, position } = error as pg.DatabaseError
    // Not from the server, but from the socket.
    if (typeof severity !== 'string') (adapter as unknown as Inside).onError(error)
    throw new DriverAdapterError({
      kind: 'postgres',
      code: code ?? '',
      severity: severity ?? '',
      message: position ? `${message} (at character ${position})` : message,
      detail,
      column,
      hint,
      originalCode: code,
      originalMessage: message,
    })
  }
}
