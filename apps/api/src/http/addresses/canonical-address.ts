import { isIP, isIPv4 } from 'node:net';
import ipaddr from 'ipaddr.js';

const BRACKETED = /^\[([^\]]*)\](?::[\w.-]+)?$/;
const WITH_PORT = /^([\d.]+):[\w.-]+$/;
const NAT64 = ipaddr.IPv6.parse('64:ff9b::');
const NAT64_BITS = 96;

/**
 * The canonical text of an address: no port, brackets or zone, in lower case and compressed. An
 * IPv4 address inside an IPv6 one (mapped or NAT64) becomes IPv4. Null if the text is not an
 * address.
 */
export function canonicalAddress(written: string): string | null {
  const trimmed = written.trim();
  if (isIPv4(trimmed)) return trimmed;
  const inner = BRACKETED.exec(trimmed) ?? WITH_PORT.exec(trimmed);
  const [text = ''] = (inner?.[1] ?? trimmed).split('%');
  if (isIPv4(text)) return text;
  if (isIP(text) !== 6) return null;
  const address = ipaddr.IPv6.parse(text.includes('.') ? withoutDots(text) : text);
  if (address.isIPv4MappedAddress()) return address.toIPv4Address().toString();
  if (address.match(NAT64, NAT64_BITS)) return new ipaddr.IPv4(address.toByteArray().slice(-4)).toString();
  return address.toString();
}

/** The library reads `::ffff:1.2.3.4` but no other IPv6 address with a dotted end. */
const withoutDots = (text: string): string => new URL(`http://[${text}]`).hostname.slice(1, -1);
