import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Documents } from '#graphql/documents.ts'
import type { Audience } from '#kernel/audience.ts'
import type { Log } from '#platform/log.ts'
import { hashOfId, hashOfText } from './document-request.ts'
import { type Manifest, ManifestFolder, type Reading } from './manifest-folder.ts'

export interface RegisteredOperationsOptions {
  audience: Audience
  /** Holds a folder of manifests for each audience. */
  directory: string
  documents: Documents
  log: Log
}

/** How long a new manifest may stay unnoticed. */
const REREAD_MS = 2_000

/**
 * The documents that clients of one audience have registered: all of all manifests in the audience's folder, so that
 * what an old version of a client has registered stays good until its manifest is taken away. The folder is read again
 * and again; what cannot be read any more keeps its former content.
 */
export class RegisteredOperations {
  readonly #audience: Audience
  readonly #folder: ManifestFolder
  readonly #documents: Documents
  readonly #log: Log
  #texts: ReadonlyMap<string, string> = new Map()
  /** Complaints that stand in the log already. */
  #complaints: ReadonlySet<string> = new Set()
  #timer: NodeJS.Timeout | undefined

  private constructor({ audience, directory, documents, log }: RegisteredOperationsOptions) {
    this.#audience = audience
    this.#folder = new ManifestFolder(join(directory, audience))
    this.#documents = documents
    this.#log = log
  }

  /** Fails when the directory cannot be read; an audience without a folder in it has registered nothing. */
  static async open(options: RegisteredOperationsOptions): Promise<RegisteredOperations> {
    await readdir(options.directory)
    const operations = new RegisteredOperations(options)
    operations.#take(await operations.#folder.read())
    operations.#readLater()
    return operations
  }

  get size(): number {
    return this.#texts.size
  }

  /** The text with this hash, if it is registered. */
  find(hash: string): string | undefined {
    return this.#texts.get(hash)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #readLater(): void {
    this.#timer = setTimeout(async () => {
      await this.#reread()
      if (this.#timer) this.#readLater()
    }, REREAD_MS).unref()
  }

  async #reread(): Promise<void> {
    try {
      this.#take(await this.#folder.read())
    } catch (error) {
      this.#complain([
        { about: 'folder', fields: { err: error }, message: 'registered operations cannot be read again' },
      ])
    }
  }

  #take({ manifests, isChanged, failures }: Reading): void {
    const complaints: Complaint[] = failures.map(({ file, error }) => ({
      about: file,
      fields: { file, err: error },
      message: 'a manifest of operations cannot be read',
    }))
    if (isChanged) {
      const texts = new Map<string, string>()
      for (const manifest of manifests) complaints.push(...this.#register(manifest, texts))
      this.#texts = texts
      const counts = { operations: texts.size, manifests: manifests.length }
      this.#log.info({ audience: this.#audience, ...counts }, 'operations are registered')
    }
    this.#complain(complaints)
  }

  /** Adds what is right with the manifest, and returns what is not. */
  #register({ file, entries }: Manifest, texts: Map<string, string>): Complaint[] {
    return entries.flatMap(([id, text]) => {
      const hash = hashOfText(text)
      const faults = hashOfId(id) === hash ? this.#faultsOf(text, hash) : ['The id is not the hash of the text.']
      if (faults.length === 0) {
        texts.set(hash, text)
        return []
      }
      const fields = { file, document: id, faults }
      return { about: `${file} ${id}`, fields, message: 'a registered operation is not valid, and is left out' }
    })
  }

  #faultsOf(text: string, hash: string): readonly string[] {
    if (this.#texts.has(hash)) return []
    const checked = this.#documents.check(text)
    return 'document' in checked ? [] : checked.errors.map(({ message }) => message)
  }

  /** Says what is wrong once for each state of the folder. */
  #complain(complaints: readonly Complaint[]): void {
    for (const { about, fields, message } of complaints) {
      if (!this.#complaints.has(about)) this.#log.error({ audience: this.#audience, ...fields }, message)
    }
    this.#complaints = new Set(complaints.map(({ about }) => about))
  }
}

interface Complaint {
  about: string
  fields: object
  message: string
}
