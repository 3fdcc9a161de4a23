import type { PerformanceId, TicketId } from '../shared/ids.ts';
import type { Ticket } from './model.ts';

/** The ticket that a code names, at one version. */
export type TicketClaims = Pick<Ticket, 'performanceId' | 'seatNumber' | 'version'> & {
  readonly ticketId: TicketId;
};

/** A key that signs codes. */
export interface TicketSigner {
  readonly keyId: string;
  /** An Ed25519 signature, 64 bytes. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** A code whose signature is not checked yet. */
export interface UncheckedCode {
  readonly claims: TicketClaims;
  readonly keyId: string;
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** The name of this format. It is signed too, so a key's other signatures are no ticket codes. */
const FORMAT = 'T1';
/** Crockford base 32: capitals and digits, which a QR code stores in 5.5 bits each. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE =
  /^(T1\.([0-9A-Z]{1,40})\.([0-9A-Z]{1,40})\.([1-9][0-9]{0,4})\.([1-9][0-9]{0,8})\.([0-9A-F]{8}))\.([0-9A-HJKMNP-TV-Z]{103})$/;
const SIGNATURE_BYTES = 64;

/**
 * The text in a ticket's QR code: format, ticket, performance, seat, version, key and signature,
 * separated by dots. The signature covers everything before the last dot.
 */
export function encodeTicketCode(ticket: TicketClaims, signer: TicketSigner): string {
  const { ticketId, performanceId, seatNumber, version } = ticket;
  const ids = [ticketId.slice('tkt_'.length), performanceId.slice('prf_'.length)];
  const signed = [FORMAT, ...ids, seatNumber, version, signer.keyId].join('.').toUpperCase();
  return `${signed}.${toBase32(signer.sign(bytesOf(signed)))}`;
}

/** Null if the text is not a code in exactly the form that `encodeTicketCode` writes. */
export function decodeTicketCode(code: string): UncheckedCode | null {
  const [, signed, ticket, performance, seatNumber, version, keyId, text] = CODE.exec(code) ?? [];
  if (!signed || !ticket || !performance || !keyId || !text) return null;
  const signature = fromBase32(text);
  if (signature === null) return null;
  const claims = {
    ticketId: `tkt_${ticket.toLowerCase()}` as TicketId,
    performanceId: `prf_${performance.toLowerCase()}` as PerformanceId,
    seatNumber: Number(seatNumber),
    version: Number(version),
  };
  return { claims, keyId, signedBytes: bytesOf(signed), signature };
}

/** Whether the signature is that of the key over the bytes. False for an unknown key. */
export type VerifySignature = (
  signedBytes: Uint8Array,
  signature: Uint8Array,
  keyId: string,
) => boolean | Promise<boolean>;

/** The claims of a code with a valid signature; null for any other text. */
export async function verifyTicketCode(code: string, verify: VerifySignature): Promise<TicketClaims | null> {
  const read = decodeTicketCode(code);
  return read !== null && (await verify(read.signedBytes, read.signature, read.keyId)) ? read.claims : null;
}

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

function toBase32(bytes: Uint8Array): string {
  let text = '';
  let value = 0;
  let bits = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET.charAt((value >> (bits - 5)) & 31);
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET.charAt((value << (5 - bits)) & 31) : text;
}

/** Null if the unused bits at the end are not zero: each signature has one text. */
function fromBase32(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(SIGNATURE_BYTES);
  let at = 0;
  let value = 0;
  let bits = 0;
  for (const character of text) {
    value = (value << 5) | ALPHABET.indexOf(character);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = value >> bits;
    at += 1;
    value &= (1 << bits) - 1;
  }
  return value === 0 ? bytes : null;
}
