/**
 * The quality that an Accept header gives to each media type it names, as RFC 9110 section 12.5.1 defines it.
 * Wildcards are kept under their own names, so that a caller can tell a named type from a tolerated one.
 */
export function parseAccept(header: string): ReadonlyMap<string, number> {
  const qualities = new Map<string, number>()
  for (const range of header.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    if (type === '') continue
    const quality = parameters.find((parameter) => parameter.startsWith('q='))
    qualities.set(type, quality === undefined ? 1 : Number(quality.slice(2)) || 0)
  }
  return qualities
}
