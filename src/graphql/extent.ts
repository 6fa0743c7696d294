import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql'

/** How large a selection is when its fragments are written out. */
export interface Extent {
  /** Selected fields, each as often as it stands there. */
  fields: number
  /** Fields inside fields. Introspection counts as one level: its own rules bound it. */
  depth: number
}

const NONE: Extent = { fields: 0, depth: 0 }

/** Measures selections of one document, each fragment once: it takes no longer than reading the document. */
export class ExtentMeter {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly #known = new Map<string, Extent>()

  constructor({ definitions }: DocumentNode) {
    const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
  }

  measure({ selections }: SelectionSetNode): Extent {
    let { fields, depth } = NONE
    for (const selection of selections) {
      const part =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? this.#measureFragment(selection.name.value)
          : selection.selectionSet
            ? this.measure(selection.selectionSet)
            : NONE
      const isField = selection.kind === Kind.FIELD
      fields += part.fields + (isField ? 1 : 0)
      const below = isField && selection.name.value.startsWith('__') ? 0 : part.depth
      depth = Math.max(depth, below + (isField ? 1 : 0))
    }
    return { fields, depth }
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
