// The switch that makes outgoing calls as strict as Braze's: standard ports and public addresses only. Off by default: the developer's own service is on localhost. docs: creating_a_webhook ("only allows URLs that communicate over standard ports 80 and 443")
import { BlockList, isIP } from 'node:net'

const PRIVATE_4 = [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.168.0.0', 16], ['224.0.0.0', 3]] as const
const PRIVATE_6 = [['::', 127], ['::ffff:0:0', 96], ['64:ff9b::', 96], ['fc00::', 7], ['fe80::', 10], ['ff00::', 8]] as const
const LOCAL_NAMES = /(^|\.)(localhost|local|internal|localdomain)$/

/** One list for each family: Node would hold every IPv4 address against the mapped range of IPv6. */
const lists: { ipv4?: BlockList; ipv6?: BlockList } = {}
function isPrivateAddress(host: string, family: 'ipv4' | 'ipv6'): boolean {
  const list = (lists[family] ??= new BlockList())
  if (list.rules.length === 0) for (const [address, bits] of family === 'ipv4' ? PRIVATE_4 : PRIVATE_6) list.addSubnet(address, bits, family)
  return list.check(host, family)
}

/** Why Braze would not call this address; undefined when it would. Names are judged as they stand, without asking a name server. */
export function strictRefusal({ protocol, hostname, port }: URL): string | undefined {
  if (port !== '' || (protocol !== 'http:' && protocol !== 'https:')) return `only the ports 80 (http) and 443 (https) may be called, not ${protocol}${port === '' ? '' : ` port ${port}`}`
  const host = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  const isPrivate = family === 0 ? LOCAL_NAMES.test(host.replace(/\.$/, '')) || !host.includes('.') : isPrivateAddress(host, family === 4 ? 'ipv4' : 'ipv6')
  return isPrivate ? `${host} is no public address` : undefined
}
