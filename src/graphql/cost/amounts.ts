export type Variables = Readonly<Record<string, unknown>>

/** Something that is known when the document is, or follows from the variables. */
export type Amount = number | ((variables: Variables) => number)

export function amountOf(amount: Amount, variables: Variables): number {
  return typeof amount === 'number' ? amount : amount(variables)
}

/** As one function, or as a number when all of them are. */
export function sumOf(amounts: readonly Amount[]): Amount {
  const known = amounts.filter((amount) => typeof amount === 'number').reduce((sum, amount) => sum + amount, 0)
  const open = amounts.filter((amount) => typeof amount !== 'number')
  if (open.length === 0) return known
  return (variables) => open.reduce((sum, amount) => sum + amount(variables), known)
}

/** The largest of them, in the same way. */
export function largestOf(amounts: readonly Amount[]): Amount {
  if (amounts.every((amount) => typeof amount === 'number')) return Math.max(0, ...amounts)
  return (variables) => Math.max(0, ...amounts.map((amount) => amountOf(amount, variables)))
}
