import { BlockList, isIP } from 'node:net';

const IPV6_GROUPS = 8;
const NETWORK_GROUPS = 4;

export type ClientAddressOf = (peer: string | undefined, forwardedFor: string | undefined) => string;

/**
 * Who really sent a request. `X-Forwarded-For` is believed only as far as the trusted proxies go: from the right, the
 * first address that is not one of them. Trusted: addresses or networks (`10.0.0.0/8`).
 */
export function makeClientAddressOf(trusted: readonly string[]): ClientAddressOf {
  const proxies = new BlockList();
  for (const entry of trusted) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(bits), family);
  }
  const isProxy = (address: string) => {
    const version = isIP(address);
    return version !== 0 && proxies.check(address, version === 6 ? 'ipv6' : 'ipv4');
  };
  return (peer = 'unknown', forwardedFor = '') => {
    const hops = forwardedFor.split(',').map((hop) => hop.trim());
    let client = peer.replace(/^::ffff:/, '');
    while (isProxy(client) && hops.length > 0) {
      const hop = hops.pop();
      if (hop === undefined || isIP(hop) === 0) break;
      client = hop;
    }
    return client;
  };
}

/** An IPv6 client has a whole /64 (RFC 6177) to send from, so its limits are those of the network; others by address. */
export function addressGroup(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  while (tail !== undefined && groups.length + behind.length < IPV6_GROUPS) groups.push('0');
  const network = [...groups, ...behind].slice(0, NETWORK_GROUPS);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
