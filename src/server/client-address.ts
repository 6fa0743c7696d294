import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Whose word on where a request came from is taken: balancers and proxies in front of the gateway. */
export type TrustedProxies = BlockList

/** From addresses and networks, as `10.0.0.7` and `10.0.0.0/8`; throws for anything else. */
export function trustedProxies(networks: readonly string[]): TrustedProxies {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', prefix] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (prefix === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(prefix), family)
  }
  return list
}

/**
 * The address that a request came from: the sender's, or behind proxies that are trusted the last one in
 * X-Forwarded-For that is none of them. What stands before it may be anybody's invention. Null once the sender is gone.
 */
export function clientAddress({ socket, headers }: IncomingMessage, proxies: TrustedProxies): string | null {
  let address = plainAddress(socket.remoteAddress)
  const header = headers['x-forwarded-for'] ?? ''
  const forwarded = String(header).split(',').reverse()
  for (const text of forwarded) {
    const before = plainAddress(text.trim())
    if (address === null || before === null || !isTrusted(address, proxies)) break
    address = before
  }
  return address
}

function isTrusted(address: string, proxies: TrustedProxies): boolean {
  return proxies.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

/** Without the interface, and IPv4 addresses that came in over IPv6 as what they are; null for what is no address. */
function plainAddress(text: string | undefined): string | null {
  const address = text?.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '') ?? ''
  return isIP(address) === 0 ? null : address
}
