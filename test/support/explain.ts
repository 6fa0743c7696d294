import type { CompiledQuery } from 'kysely'
import pg from 'pg'
import type { BatchRead } from '#platform/database/loaders.ts'
import { PLAN_ANEW, PLAN_ONCE } from '#platform/database/plan-modes.ts'
import type { ReadTransaction } from '#platform/database/read-transaction.ts'
import { type QueryOptions, rowTypes, type Statement } from '#platform/database/rows.ts'

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  Schema?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: PlanNode[]
}

/** What a statement has really done to be answered. */
export interface Work {
  text: string
  /** How many rows of each table were looked at, the filtered ones included. */
  rowsRead: ReadonlyMap<string, number>
  /** The tables that were read without an index. */
  scanned: readonly string[]
  indexes: readonly string[]
  /** The most rows that one sort was given. */
  rowsSorted: number
}

/**
 * Reads that note how they were answered. What is planned once for all values is planned so here; the rest for its
 * values.
 */
export class ExplainedReads {
  readonly work: Work[] = []
  readonly #client: pg.Client

  constructor(client: pg.Client) {
    this.#client = client
  }

  static async connect(url: string, settings: Readonly<Record<string, string>>): Promise<ExplainedReads> {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    for (const [name, value] of Object.entries(settings)) {
      await client.query('select set_config($1, $2, false)', [name, value])
    }
    return new ExplainedReads(client)
  }

  /** As what resolvers are given. */
  asReads(): ReadTransaction {
    return this as unknown as ReadTransaction
  }

  async run<Row>({ text }: Statement<Row>, values: readonly unknown[]): Promise<Row[]> {
    return this.#answer(text, values, PLAN_ONCE)
  }

  async query<Row>({ sql, parameters }: CompiledQuery<Row>, { planAnew = false }: QueryOptions = {}): Promise<Row[]> {
    return this.#answer(sql, parameters, planAnew ? PLAN_ANEW : PLAN_ONCE)
  }

  async load<Key, Value>(read: BatchRead<Key, Value>, key: Key): Promise<Value> {
    const [value] = await read.readAll(this.asReads(), [key])
    return value as Value
  }

  end(): Promise<void> {
    return this.#client.end()
  }

  async #answer<Row>(text: string, values: readonly unknown[], mode: string): Promise<Row[]> {
    await this.#client.query(`set plan_cache_mode = ${mode}; prepare planned as ${text}`)
    const execute = values.length > 0 ? `execute planned(${values.map(literal).join(', ')})` : 'execute planned'
    const { rows: plans } = await this.#client.query(`explain (analyze, verbose, timing off, format json) ${execute}`)
    const { rows } = await this.#client.query({ text: execute, types: rowTypes })
    await this.#client.query('deallocate planned')
    this.work.push(workOf(text, plans[0]['QUERY PLAN'][0].Plan))
    return rows as Row[]
  }
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return pg.escapeLiteral(`{${value.map(element).join(',')}}`)
  return pg.escapeLiteral(textOf(value))
}

function element(value: unknown): string {
  return value === null ? 'null' : JSON.stringify(textOf(value))
}

function textOf(value: unknown): string {
  if (Buffer.isBuffer(value)) return `\\x${value.toString('hex')}`
  return value instanceof Date ? value.toISOString() : String(value)
}

function workOf(text: string, root: PlanNode): Work {
  const nodes = [...nodesOf(root)]
  const rowsRead = new Map<string, number>()
  for (const node of nodes) {
    const table = tableOf(node)
    if (table) rowsRead.set(table, (rowsRead.get(table) ?? 0) + rowsLookedAt(node))
  }
  return {
    text,
    rowsRead,
    // What is empty, like a partition of a month to come, is as well read so.
    scanned: nodes
      .filter((node) => node['Node Type'] === 'Seq Scan' && rowsLookedAt(node) > 0)
      .flatMap((node) => tableOf(node) ?? []),
    indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
    rowsSorted: Math.max(0, ...nodes.filter(isSort).flatMap(({ Plans = [] }) => Plans.map(rowsGiven))),
  }
}

/** Partitions are their table. */
function tableOf(node: PlanNode): string | undefined {
  const name = node['Relation Name']
  return name && `${node.Schema}.${name.replace(/_(default|\d{4}_\d{2})$/, '')}`
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node
  for (const part of node.Plans ?? []) yield* nodesOf(part)
}

function isSort(node: PlanNode): boolean {
  return node['Node Type'].endsWith('Sort')
}

/** In all loops; PostgreSQL tells the average of one. */
function rowsGiven(node: PlanNode): number {
  return Math.round(node['Actual Rows'] * node['Actual Loops'])
}

function rowsLookedAt(node: PlanNode): number {
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return Math.round((node['Actual Rows'] + removed) * node['Actual Loops'])
}
