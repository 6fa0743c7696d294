import { buildSchema } from '#graphql/schema.ts'
import type { Audience } from '#kernel/audience.ts'
import type { TestGateway } from '../../support/gateway.ts'
import { fillCells } from './cells.ts'
import type { Principal } from './principals.ts'
import { questionsOf } from './questions.ts'
import type { Place, Scene } from './scene.ts'

/** Who asks for the things of one place. */
export interface Table {
  title: string
  place: Place
  principals: readonly Principal[]
  /** Only what names something of the place, or could show something of it. */
  isAboutPlace: boolean
}

export async function fillTable(
  gateway: TestGateway,
  audience: Audience,
  scene: Scene,
  { title, place, principals, isAboutPlace }: Table,
): Promise<string> {
  const questions = questionsOf(buildSchema(audience), { own: scene.own, other: scene.stranger }).filter(
    ({ idPaths, root }) => !isAboutPlace || idPaths !== '' || root.kind !== 'mutation',
  )
  // By who asks, so that what is asked at the same time locks different things.
  const cells = principals.flatMap((principal) => questions.map((question) => ({ question, principal, place })))
  const outcomes = await fillCells(gateway, audience, scene, cells)
  const rows = questions.map(({ label }, row) => [
    label,
    ...principals.map((_, column) => outcomes[column * questions.length + row] as string),
  ])
  return [`### ${title}`, '', ...renderTable(['', ...principals.map(({ name }) => name)], rows), ''].join('\n')
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((name, at) => Math.max(3, name.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)]
}
