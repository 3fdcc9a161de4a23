import { BlockList, isIP } from 'node:net';

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
