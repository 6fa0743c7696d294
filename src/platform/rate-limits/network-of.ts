import { isIPv4, isIPv6 } from 'node:net'

/**
 * What stands for one place on the net: an IPv4 address, or the first 64 bits of an IPv6 address, since whoever has
 * one of those has all 2^64 (RFC 6177). An IPv4 address that is written as IPv6 is still the IPv4 address.
 */
export function networkOf(address: string | null): string {
  if (address === null) return 'unknown'
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || isIPv4(address)) return mapped ?? address
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return 'unknown'
  const [head = '', tail] = plain.toLowerCase().split('::')
  const first = head.split(':').filter(Boolean)
  const last = (tail ?? '').split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : 8 - first.length - last.length
  const groups = [...first, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...last].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
