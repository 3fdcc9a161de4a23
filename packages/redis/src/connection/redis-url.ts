import type { RedisOptions } from 'ioredis';

const SENTINEL = /^redis\+sentinel:\/\/(?:([^@/]*)@)?([^@/?]+)\/([^/?]+)(?:\/(\d+))?(?:\?(.*))?$/;
const SENTINEL_PORT = 26_379;
const CLUSTER = /^(rediss?)\+cluster:\/\/(?:([^@/]*)@)?([^@/?\s]+)$/;
const REDIS_PORT = 6_379;

interface Address {
  readonly host: string;
  readonly port: number;
}

/**
 * Parses `redis+sentinel://[[user]:password@]host[:port],…/<master>[/<db>][?sentinelPassword=…]`.
 * Null for another form. `password` is that of Redis. Special characters are percent-encoded.
 */
export function readSentinelUrl(url: string): Omit<RedisOptions, 'replyMapping'> | null {
  const parts = SENTINEL.exec(url);
  if (!parts) {
    if (url.startsWith('redis+sentinel:')) throw new TypeError('REDIS_URL is not a valid Sentinel address');
    return null;
  }
  const [, userInfo = '', hosts = '', master = '', db = '0', query = ''] = parts;
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword');
  return {
    sentinels: hosts.split(',').map((host) => readAddress(host, SENTINEL_PORT)),
    name: decodeURIComponent(master),
    db: Number(db),
    ...readUserInfo(userInfo),
    ...(sentinelPassword !== null && { sentinelPassword }),
  };
}

/** Some nodes of a cluster (the client discovers the others) and the login for each. */
export interface ClusterAddress {
  readonly nodes: readonly Address[];
  readonly login: { readonly username?: string; readonly password?: string; readonly tls?: object };
}

const isClusterUrl = (url: string): boolean => /^rediss?\+cluster:/.test(url);

/** The layout of keys at an address: on a cluster each queue has its own hash tag. */
export const keyLayout = (url: string): 'server' | 'cluster' => (isClusterUrl(url) ? 'cluster' : 'server');

/** Parses `redis+cluster://[[user]:password@]host[:port],…` (`rediss+cluster`: TLS), else null. */
export function readClusterUrl(url: string): ClusterAddress | null {
  if (!isClusterUrl(url)) return null;
  const [, protocol, userInfo = '', hosts = ''] = CLUSTER.exec(url) ?? [];
  if (protocol === undefined) throw new TypeError('REDIS_URL is not a valid cluster address');
  return {
    nodes: hosts.split(',').map((host) => readAddress(host, REDIS_PORT)),
    login: { ...readUserInfo(userInfo), ...(protocol === 'rediss' && { tls: {} }) },
  };
}

/** The address of each listed server: every listed node of a cluster, else the address itself. */
export function serverUrls(url: string): readonly string[] {
  const cluster = readClusterUrl(url);
  if (cluster === null) return [url];
  const { username = '', password = '', tls } = cluster.login;
  const login = password === '' ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password)}@`;
  return cluster.nodes.map(({ host, port }) => {
    const name = host.includes(':') ? `[${host}]` : host;
    return `${tls ? 'rediss' : 'redis'}://${login}${name}:${port}`;
  });
}

function readUserInfo(userInfo: string): { readonly username?: string; readonly password?: string } {
  const colon = userInfo.indexOf(':');
  const username = decodeURIComponent(colon < 0 ? userInfo : userInfo.slice(0, colon));
  const password = colon < 0 ? '' : decodeURIComponent(userInfo.slice(colon + 1));
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) };
}

function readAddress(text: string, defaultPort: number): Address {
  const [, host = '', port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text) ?? [];
  if (host === '') throw new TypeError(`${text} has no host name`);
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? defaultPort) };
}
