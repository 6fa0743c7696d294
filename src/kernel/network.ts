const IPV4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i

/**
 * What counts as one address: an IPv4 address, also when it is written as IPv6, or the /64 network of an IPv6 address,
 * of which every customer of a provider has one at least.
 */
export function networkOf(ip: string): string {
  const ipv4 = IPV4.exec(ip)?.[1]
  if (ipv4) return ipv4
  const [address = ''] = ip.split('%')
  const [head = '', tail] = address.split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  const gap = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => 0)
  const groups = [...before, ...gap, ...after].slice(0, 4)
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`
}

/** An IPv4 address at the end takes the place of two groups; its value is beyond the network. */
function groupsOf(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => (group.includes('.') ? [0, 0] : [Number.parseInt(group, 16)]))
}
