import type { Clock } from './clock.ts';

/** The prefix names the kind: `con_` is a concert, `res_` a reservation. */
export type IdPrefix =
  | 'usr'
  | 'ven'
  | 'con'
  | 'prf'
  | 'res'
  | 'pay'
  | 'rfd'
  | 'trf'
  | 'ntf'
  | 'ses'
  | 'stk'
  | 'tuo'
  | 'tkt';
export type Id<P extends string> = string & { readonly __prefix?: P };

export type AccountId = Id<'usr'>;
export type SessionId = Id<'ses'>;
export type VenueId = Id<'ven'>;
export type ConcertId = Id<'con'>;
export type PerformanceId = Id<'prf'>;
export type ReservationId = Id<'res'>;
export type TicketId = Id<'tkt'>;
export type PaymentId = Id<'pay'>;
export type JobId = Id<'job'>;

export type NewId = <P extends IdPrefix>(prefix: P) => Id<P>;

/** Whether the text is a well-formed id of this kind. A malformed id is never looked up. */
export const looksLikeId = (prefix: IdPrefix | 'job', text: string): boolean =>
  text.startsWith(`${prefix}_`) && /^[0-9a-z]{1,60}$/.test(text.slice(prefix.length + 1));

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARS = 9; // 45 bits of milliseconds: sorts by creation until the year 3084
const RANDOM_BYTES = 16;
/** Random bytes are drawn for many ids at once, because a draw costs more than its bytes. */
const IDS_A_DRAW = 128;

/**
 * Makes ids like `res_<9 characters of time><16 random>` in Crockford base 32: opaque, unguessable
 * (80 bits) and nearly ordered by time, so that indexes grow at their end.
 */
export function makeIdFactory(clock: Clock, randomBytes: (size: number) => Uint8Array): NewId {
  let drawn: Uint8Array = new Uint8Array();
  let used = 0;
  return (prefix) => {
    if (used >= drawn.length) {
      drawn = randomBytes(RANDOM_BYTES * IDS_A_DRAW);
      used = 0;
    }
    let time = clock().getTime();
    let head = '';
    for (let i = 0; i < TIME_CHARS; i += 1) {
      head = ALPHABET.charAt(time % 32) + head;
      time = Math.floor(time / 32);
    }
    let tail = '';
    for (const byte of drawn.subarray(used, used + RANDOM_BYTES)) tail += ALPHABET.charAt(byte & 31);
    used += RANDOM_BYTES;
    return `${prefix}_${head}${tail}`;
  };
}
