/**
 * An instant in SQL as milliseconds since 1970. By `date_part`, whose seconds are a `float8`: those of `extract` are
 * `numeric`, with which it takes longer to reckon.
 */
export function epochMs(instant: string): string {
  return `(date_part('epoch', ${instant}) * 1000)::int8`
}
