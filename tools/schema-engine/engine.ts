import { readFile } from 'node:fs/promises'
import {
  bindMigrationAwareSqlAdapterFactory,
  type ErrorCapturingSqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import type {
  CreateMigrationInput,
  DiffParams,
  DiffResult,
  EvaluateDataLossInput,
  SchemaEngine,
} from '@prisma/schema-engine-wasm'
import { connectTo, connectToNothing } from './databases.ts'
import type { Datasource } from './datasource.ts'
import { loadEngine } from './load-engine.ts'

interface File {
  path: string
  content: string
}

/** The engine of WebAssembly, with what it does not do by itself. */
export class Engine {
  readonly #class: typeof SchemaEngine
  readonly #datasource: Datasource
  readonly #files: readonly File[]
  #factory: ErrorCapturingSqlMigrationAwareDriverAdapterFactory | undefined
  #engine: SchemaEngine | undefined
  /** The history that the engine has replayed. */
  #replayed = ''

  private constructor(engineClass: typeof SchemaEngine, datasource: Datasource, files: readonly File[]) {
    this.#class = engineClass
    this.#datasource = datasource
    this.#files = files
  }

  static async load(datasource: Datasource, datamodels: readonly string[]): Promise<Engine> {
    const files = datamodels.map(async (path) => ({ path, content: await readFile(path, 'utf8') }))
    return new Engine(await loadEngine(), datasource, await Promise.all(files))
  }

  async use<Result>(work: (engine: SchemaEngine) => Promise<Result>): Promise<Result> {
    // Made on first use: a wrong or missing URL fails the request, not the process.
    this.#engine ??= await this.#connect()
    try {
      return await work(this.#engine)
    } catch (error) {
      const id = /GenericJs\D*(\d+)/.exec(String((error as Error | null)?.message))?.[1]
      const original = id === undefined ? undefined : this.#factory?.errorRegistry.consumeError(Number(id))
      throw original?.error ?? error
    }
  }

  async diff(params: DiffParams): Promise<DiffResult> {
    const isOffline = [params.from, params.to].every(({ tag }) => tag === 'empty' || tag === 'schemaDatamodel')
    if (!isOffline) return this.use((engine) => engine.diff(params))
    const factory = bindMigrationAwareSqlAdapterFactory(connectToNothing())
    const engine = await this.#class.new({ datamodels: undefined }, () => undefined, factory)
    return engine.diff(params)
  }

  async evaluateDataLoss(input: EvaluateDataLossInput) {
    await this.#replay(input)
    return this.use((engine) => engine.evaluateDataLoss(input))
  }

  async createMigration(input: CreateMigrationInput) {
    await this.#replay(input)
    return this.use((engine) => engine.createMigration(input))
  }

  async #connect(): Promise<SchemaEngine> {
    this.#factory = bindMigrationAwareSqlAdapterFactory(connectTo(this.#datasource))
    const files = [...this.#files]
    const datamodels =
      files.length > 0 ? files.map(({ path, content }): [string, string] => [path, content]) : undefined
    const engine = await this.#class.new({ datamodels }, () => undefined, this.#factory)
    // A new engine does not know the schema's preview features and would not see partial indexes; it takes them over
    // from a comparison and keeps them.
    if (files.length > 0) {
      await engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: process.cwd() },
        to: { tag: 'schemaDatamodel', files },
        script: false,
        exitCode: null,
        filters: { externalTables: [], externalEnums: [] },
      })
    }
    return engine
  }

  /** The engine judges a new migration by a history that it must have replayed before, in a shadow database. */
  async #replay({ migrationsList, filters }: Pick<CreateMigrationInput, 'migrationsList' | 'filters'>): Promise<void> {
    const history = JSON.stringify(migrationsList.migrationDirectories)
    if (history === this.#replayed) return
    await this.use((engine) =>
      engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: true }),
    )
    this.#replayed = history
  }
}
