import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** A manifest as graphql-codegen writes it (`persistedDocuments`): texts by their ids. */
export interface Manifest {
  /** Its name in the folder. */
  file: string
  entries: readonly (readonly [id: string, text: string])[]
}

interface Known extends Manifest {
  /** Differs when the file was written anew. */
  stamp: string
}

export interface Reading {
  manifests: readonly Manifest[]
  /** Whether anything is other than at the reading before. */
  isChanged: boolean
  /** What could not be read this time; its former content, where there is one, still counts. */
  failures: readonly { file: string; error: unknown }[]
}

const contents = z.record(z.string(), z.string())

/** The manifests of one folder: every `*.json` in it. */
export class ManifestFolder {
  readonly #directory: string
  #known: ReadonlyMap<string, Known> = new Map()

  constructor(directory: string) {
    this.#directory = directory
  }

  /** Reads what is new or other than before; throws when the folder itself cannot be read (any more). */
  async read(): Promise<Reading> {
    const files = (await this.#list()).filter((file) => file.endsWith('.json') && !file.startsWith('.'))
    const failures: { file: string; error: unknown }[] = []
    const known = new Map<string, Known>()
    for (const file of files.sort()) {
      const former = this.#known.get(file)
      const current = await this.#readFile(file, former).catch((error: unknown) => {
        failures.push({ file, error })
        return former
      })
      if (current) known.set(file, current)
    }
    const isChanged =
      known.size !== this.#known.size || [...known].some(([file, current]) => this.#known.get(file) !== current)
    this.#known = known
    return { manifests: [...known.values()], isChanged, failures }
  }

  /** A folder that is not there yet is empty; one that vanishes has not lost its content for good. */
  #list(): Promise<readonly string[]> {
    return readdir(this.#directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && this.#known.size === 0) return []
      throw error
    })
  }

  async #readFile(file: string, former: Known | undefined): Promise<Known> {
    const path = join(this.#directory, file)
    const { mtimeMs, size, ino } = await stat(path)
    const stamp = `${mtimeMs} ${size} ${ino}`
    if (former?.stamp === stamp) return former
    const entries = Object.entries(contents.parse(JSON.parse(await readFile(path, 'utf8'))))
    return { file, stamp, entries }
  }
}
