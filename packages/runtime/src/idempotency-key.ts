const MAX_LENGTH = 255;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;
const TEXT = '"(?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\["\\\\])*"';
const PARAMETERS = `(?:; *[a-z*][a-z0-9_.*-]*(?:=(?:${TEXT}|[^\\s";,]+))?)*`;
/** A string with parameters (RFC 9651, 3.3.3 and 3.1.2). */
const ITEM = new RegExp(`^(${TEXT})${PARAMETERS}$`);

/**
 * Parses an `Idempotency-Key`: 1 to 255 printable characters, bare or as an RFC 9651 string, whose
 * parameters are ignored. Null if it is malformed.
 */
export function parseIdempotencyKey(header: string): string | null {
  const key = header.startsWith('"') ? unquoted(header) : header;
  return key !== null && key.length <= MAX_LENGTH && PRINTABLE_ASCII.test(key) ? key : null;
}

function unquoted(header: string): string | null {
  const text = ITEM.exec(header)?.[1];
  return text === undefined ? null : text.slice(1, -1).replaceAll(/\\(["\\])/g, '$1');
}
