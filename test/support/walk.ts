export interface ConnectionAnswer<Node> {
  nodes: Node[]
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null }
}

export interface PageVariables {
  first?: number
  after?: string | null
  last?: number
  before?: string | null
}

/** Reads a whole connection page by page from one of its ends; all its nodes, in the order of the list. */
export async function walkConnection<Node>(
  direction: 'forward' | 'backward',
  size: number,
  read: (page: PageVariables) => Promise<ConnectionAnswer<Node>>,
): Promise<Node[]> {
  let whole: Node[] = []
  let cursor: string | null = null
  for (;;) {
    const page: PageVariables =
      direction === 'forward' ? { first: size, after: cursor } : { last: size, before: cursor }
    const { nodes, pageInfo } = await read(page)
    if (nodes.length > size) throw new Error(`a page of ${nodes.length} where ${size} were asked for`)
    whole = direction === 'forward' ? [...whole, ...nodes] : [...nodes, ...whole]
    cursor = direction === 'forward' ? pageInfo.endCursor : pageInfo.startCursor
    if (!(direction === 'forward' ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return whole
  }
}
