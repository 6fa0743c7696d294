/**
 * An instant in SQL as milliseconds since 1970. By `date_part`, whose seconds are a `float8`: those of `extract` are
 * `numeric`, and take longer than all the rest of a row.
 */
export function epochMs(instant: string): string {
  return `(date_part('epoch', ${instant}) * 1000)::int8`
}
