import { readId } from '#graphql/ids.ts'

/** The UUIDs of people and API keys among these ids; ids of another kind have never done anything. */
export function findActors(ids: readonly string[]): string[] {
  return ids.flatMap((text) => {
    const id = readId(text)
    return id?.kind === 'user' || id?.kind === 'API key' ? [id.uuid] : []
  })
}
