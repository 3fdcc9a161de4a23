import type { RedisOptions } from 'ioredis';

const SENTINEL = /^redis\+sentinel:\/\/(?:([^@/]*)@)?([^@/?]+)\/([^/?]+)(?:\/(\d+))?(?:\?(.*))?$/;
const SENTINEL_PORT = 26_379;

/**
 * Reads `redis+sentinel://[[user]:password@]host[:port],…/<master>[/<db>][?sentinelPassword=…]`. Null for the address
 * of one server. The password is that of Redis; Sentinel has its own. Special characters are percent-encoded.
 */
export function readSentinelUrl(url: string): Omit<RedisOptions, 'replyMapping'> | null {
  const parts = SENTINEL.exec(url);
  if (!parts) {
    if (url.startsWith('redis+sentinel:')) throw new TypeError('the address of Sentinel cannot be read');
    return null;
  }
  const [, userInfo = '', hosts = '', master = '', db = '0', query = ''] = parts;
  const colon = userInfo.indexOf(':');
  const username = decodeURIComponent(colon < 0 ? userInfo : userInfo.slice(0, colon));
  const password = colon < 0 ? '' : decodeURIComponent(userInfo.slice(colon + 1));
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword');
  return {
    sentinels: hosts.split(',').map(readAddress),
    name: decodeURIComponent(master),
    db: Number(db),
    ...(username !== '' && { username }),
    ...(password !== '' && { password }),
    ...(sentinelPassword !== null && { sentinelPassword }),
  };
}

function readAddress(text: string): { readonly host: string; readonly port: number } {
  const [, host = '', port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text) ?? [];
  if (host === '') throw new TypeError(`${text} is no address of a Sentinel`);
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? SENTINEL_PORT) };
}
