import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** How large a selection is when its fragments are written out. */
export interface Extent {
  /** Selected fields, each as often as it stands there. */
  fields: number
  /** Those of them that are in no other. */
  width: number
  /** Fields inside fields. Introspection counts as one level: its own rules bound it. */
  depth: number
  /** Fields that are answered under another name. */
  aliases: number
  directives: number
}

const NONE: Extent = { fields: 0, width: 0, depth: 0, aliases: 0, directives: 0 }
const NO_ALIASES: ReadonlyMap<string, number> = new Map()

/** Measures selections of one document, each fragment once: it takes no longer than reading the document. */
export class ExtentMeter {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #known = new Map<string, Extent>()
  readonly #knownAliases = new Map<string, ReadonlyMap<string, number>>()

  constructor({ definitions }: DocumentNode) {
    const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
  }

  measure({ selections }: SelectionSetNode): Extent {
    let { fields, width, depth, aliases, directives } = NONE
    for (const selection of selections) {
      const part = this.#measureBelow(selection)
      const isField = selection.kind === Kind.FIELD
      fields += part.fields + (isField ? 1 : 0)
      width += isField ? 1 : part.width
      const below = isField && selection.name.value.startsWith('__') ? 0 : part.depth
      depth = Math.max(depth, below + (isField ? 1 : 0))
      aliases += part.aliases + (isField && selection.alias ? 1 : 0)
      directives += part.directives + (selection.directives?.length ?? 0)
    }
    return { fields, width, depth, aliases, directives }
  }

  /** How often each field is answered under another name. */
  aliasesByField(selection: SelectionSetNode): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    this.#countAliases(selection, counts)
    return counts
  }

  #countAliases({ selections }: SelectionSetNode, counts: Map<string, number>): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        for (const [name, count] of this.#aliasesOfFragment(selection.name.value)) add(counts, name, count)
      } else {
        if (selection.kind === Kind.FIELD && selection.alias) add(counts, selection.name.value, 1)
        if (selection.selectionSet) this.#countAliases(selection.selectionSet, counts)
      }
    }
  }

  #aliasesOfFragment(name: string): ReadonlyMap<string, number> {
    const known = this.#knownAliases.get(name)
    if (known) return known
    const counts = new Map<string, number>()
    this.#knownAliases.set(name, NO_ALIASES)
    const fragment = this.#fragments.get(name)
    if (fragment) this.#countAliases(fragment.selectionSet, counts)
    this.#knownAliases.set(name, counts)
    return counts
  }

  #measureBelow(selection: SelectionNode): Extent {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#measureFragment(selection.name.value)
    return selection.selectionSet ? this.measure(selection.selectionSet) : NONE
  }

  #measureFragment(name: string): Extent {
    const known = this.#known.get(name)
    if (known) return known
    // A fragment inside itself, or that nobody has defined, is refused by other rules.
    this.#known.set(name, NONE)
    const fragment = this.#fragments.get(name)
    const extent = fragment ? this.measure(fragment.selectionSet) : NONE
    this.#known.set(name, extent)
    return extent
  }
}

function add(counts: Map<string, number>, name: string, count: number): void {
  counts.set(name, (counts.get(name) ?? 0) + count)
}
