import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A directory of registered operations, as a deploy fills it. */
export interface TestManifests {
  directory: string
  /** Writes a manifest of these documents. */
  register(audience: string, file: string, texts: readonly string[]): Promise<void>
  /** Writes anything at all. */
  write(audience: string, file: string, content: string): Promise<void>
  remove(audience: string, file: string): Promise<void>
  clear(): Promise<void>
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function idOf(text: string): string {
  return `sha256:${hashOf(text)}`
}

export async function createManifests(): Promise<TestManifests> {
  const directory = await mkdtemp(join(tmpdir(), 'teppan-operations-'))
  async function write(audience: string, file: string, content: string): Promise<void> {
    await mkdir(join(directory, audience), { recursive: true })
    const path = join(directory, audience, file)
    await writeFile(`${path}.draft`, content)
    await rename(`${path}.draft`, path)
  }
  return {
    directory,
    write,
    register: (audience, file, texts) =>
      write(audience, file, JSON.stringify(Object.fromEntries(texts.map((text) => [idOf(text), text])))),
    remove: (audience, file) => rm(join(directory, audience, file)),
    clear: () => rm(directory, { recursive: true }),
  }
}
