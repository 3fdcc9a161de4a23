import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4 } from 'node:net';
import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';
import { canonicalAddress } from './canonical-address.ts';

/** The headers in which proxies name their clients, unparsed. */
export interface ForwardedHeaders {
  readonly forwardedFor?: string | undefined;
  readonly forwarded?: string | undefined;
}

/** The canonical address of the client behind a connection. */
export type ClientAddressOf = (peer: string | undefined, headers: ForwardedHeaders) => string;

/** A trusted proxy names no clear client address, so the client is counted as the proxy. */
export interface UnclearClient {
  readonly proxy: string;
  readonly reason: 'its client is no address' | 'X-Forwarded-For and Forwarded name different clients';
}

/** The limit of trusted proxies in a row; hops further left are claims of clients. */
const MAX_HOPS = 16;
const UNREADABLE = 'unreadable';
const MAX_REMEMBERED = 10_000;
const MAX_REMEMBERED_CHARS = 200;

/**
 * Finds the client's address. Reads the headers only if the connection comes from a trusted proxy,
 * and from the right only as far as the proxies are trusted. Throws on an invalid entry of
 * `trusted`.
 */
export function makeClientAddressOf(
  trusted: readonly string[],
  onUnclear: (fault: UnclearClient) => void = () => undefined,
): ClientAddressOf {
  const isTrusted = proxyAddr.compile(trusted.map(canonicalNetwork));
  // Parsing takes several microseconds, and a client repeats the same headers.
  const known = makeBoundedMap<string, string>(MAX_REMEMBERED);

  return (written = '', { forwardedFor = '', forwarded = '' }) => {
    const key = `${written}|${forwardedFor}|${forwarded}`;
    const remembered = known.get(key);
    if (remembered !== undefined) return remembered;
    const peer = canonicalAddress(written) ?? 'unknown';
    const client = isTrusted(peer, 0) ? walk(isTrusted, peer, { forwardedFor, forwarded }) : peer;
    if (typeof client !== 'string') {
      onUnclear(client);
      return client.proxy;
    }
    if (key.length <= MAX_REMEMBERED_CHARS) known.set(key, client);
    return client;
  };
}

type IsTrusted = (address: string, index: number) => boolean;

function walk(
  isTrusted: IsTrusted,
  peer: string,
  { forwardedFor = '', forwarded = '' }: ForwardedHeaders,
): string | UnclearClient {
  if (forwarded === '') return lastHop(isTrusted, peer, hopsOfForwardedFor(forwardedFor));
  const client = lastHop(isTrusted, peer, hopsOfForwarded(forwarded));
  if (forwardedFor === '') return client;
  // A proxy that writes one of the two headers may pass on a forged value of the other.
  if (client === lastHop(isTrusted, peer, hopsOfForwardedFor(forwardedFor))) return client;
  return { proxy: peer, reason: 'X-Forwarded-For and Forwarded name different clients' };
}

function lastHop(
  isTrusted: IsTrusted,
  peer: string,
  hops: readonly (string | null)[],
): string | UnclearClient {
  const written = hops.slice(-MAX_HOPS).map((hop) => hop ?? UNREADABLE);
  const request = { socket: { remoteAddress: peer }, headers: { 'x-forwarded-for': written.join(', ') } };
  const walked = proxyAddr.all(request as unknown as IncomingMessage, isTrusted);
  const client = walked.at(-1) ?? peer;
  if (client !== UNREADABLE) return client;
  return { proxy: walked.at(-2) ?? peer, reason: 'its client is no address' };
}

const hopsOfForwardedFor = (header: string): readonly (string | null)[] =>
  header === '' ? [] : header.split(',').map(canonicalAddress);

const FOR = /(?:^|;)\s*for\s*=\s*("[^"]*"|[^\s;"]*)\s*(?:;|$)/i;

/**
 * The `for` of each element (RFC 7239). Splits at every comma, so a client's open quote cannot hide
 * a proxy's element.
 */
const hopsOfForwarded = (header: string): readonly (string | null)[] =>
  header.split(',').map((element) => canonicalAddress(FOR.exec(element)?.[1]?.replaceAll('"', '') ?? ''));

const MAPPED_BITS = 96;

/**
 * A trusted address or network in canonical form. Throws if it is neither, or contains every
 * address.
 */
export function canonicalNetwork(entry: string): string {
  const [written = '', bits, ...rest] = entry.split('/');
  const address = canonicalAddress(written);
  if (address === null || rest.length > 0) throw new TypeError(`'${entry}' is not an address or a network`);
  if (bits === undefined) return address;
  // The prefix bits of a mapped address do not belong to the IPv4 network.
  const inside = isIPv4(address) && isIP(written) === 6 ? MAPPED_BITS : 0;
  const length = /^\d{1,3}$/.test(bits) ? Number(bits) - inside : -1;
  if (length < 1 || length > (isIPv4(address) ? 32 : 128))
    throw new TypeError(`'${entry}' has an invalid prefix length`);
  return `${address}/${length}`;
}

export type AddressGroups = readonly [narrowest: string, ...wider: string[]];
const knownGroups = makeBoundedMap<string, AddressGroups>(MAX_REMEMBERED);

/**
 * The networks by which a client is counted, the narrowest first: an IPv4 address by itself; an
 * IPv6 address by its /64, /56 and /48, because customers get networks of these sizes (RFC 6177).
 */
export function addressGroups(address: string): AddressGroups {
  if (isIP(address) !== 6) return [address];
  const known = knownGroups.get(address);
  if (known !== undefined) return known;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv6.parse(address).parts;
  const network = (length: number, last: number) =>
    `${[a, b, c, last].map((part) => part.toString(16)).join(':')}::/${length}`;
  const groups: AddressGroups = [network(64, d), network(56, d & 0xff00), network(48, 0)];
  knownGroups.set(address, groups);
  return groups;
}
