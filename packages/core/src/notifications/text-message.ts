/** Korean carriers send texts in EUC-KR (its superset CP949): short ones as SMS, others as LMS. */
export const MAX_SMS_BYTES = 90;
export const MAX_LMS_BYTES = 2_000;

export interface TextMessage {
  readonly text: string;
  readonly kind: 'SMS' | 'LMS';
  readonly bytes: number;
}

const ELLIPSIS = '…';

/**
 * Prepares a text for a carrier: characters outside EUC-KR become similar ones or disappear, and a
 * text beyond the limit of LMS is cut.
 */
export function toTextMessage(written: string): TextMessage {
  const text = cut(inEucKr(written), MAX_LMS_BYTES);
  const bytes = eucKrBytes(text);
  return { text, kind: bytes <= MAX_SMS_BYTES ? 'SMS' : 'LMS', bytes };
}

const isAscii = (char: string): boolean => char <= '~' || char === '\u007f';

const eucKrBytes = (text: string): number =>
  [...text].reduce((bytes, char) => bytes + (isAscii(char) ? 1 : 2), 0);

function inEucKr(text: string): string {
  const chars = [...text].map((char) => {
    if (isEncodable(char)) return char;
    // An accent is dropped: é becomes e.
    const plain = [...char.normalize('NFKD')].filter(isEncodable).join('');
    return plain !== '' ? plain : (SIMILAR[char] ?? '');
  });
  return chars.join('').replace(/ {2,}/g, ' ').trim();
}

/** EUC-KR has no U+20A9, only the full-width sign; nor has it these dashes. */
const SIMILAR: Readonly<Record<string, string>> = { '₩': '￦', '–': '-', '—': '-', '−': '-' };

function cut(text: string, maxBytes: number): string {
  if (eucKrBytes(text) <= maxBytes) return text;
  let bytes = eucKrBytes(ELLIPSIS);
  const kept = [...text].filter((char) => {
    bytes += isAscii(char) ? 1 : 2;
    return bytes <= maxBytes;
  });
  return kept.join('') + ELLIPSIS;
}

/** CP949 has every Hangul syllable. */
const isEncodable = (char: string): boolean =>
  isAscii(char) || (char >= '가' && char <= '힣') || twoByteCharacters().has(char);

let decoded: ReadonlySet<string> | undefined;
/** Decodes every pair of bytes of EUC-KR once, at the first text that needs it. */
function twoByteCharacters(): ReadonlySet<string> {
  if (decoded !== undefined) return decoded;
  const pairs: number[] = [];
  for (let lead = 0xa1; lead <= 0xfe; lead += 1) {
    for (let trail = 0xa1; trail <= 0xfe; trail += 1) pairs.push(lead, trail);
  }
  const found = new Set(new TextDecoder('euc-kr').decode(new Uint8Array(pairs)));
  found.delete('\ufffd');
  decoded = found;
  return found;
}
