import { isIP } from 'node:net';

/**
 * Whether a `Host` header is an address, `localhost` or a name without a dot, as containers have. A page of a
 * stranger reaches a development server on this machine only by a domain name that it points here (DNS rebinding).
 */
export function isLocalName(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || !name.includes('.');
}
