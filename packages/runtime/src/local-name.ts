import { isIP } from 'node:net';

/**
 * Whether a `Host` header is an IP address, `localhost` or a name without a dot. A hostile page can
 * reach a development server only by its own domain name (DNS rebinding).
 */
export function isLocalName(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || !name.includes('.');
}
