import { PLACE_STATUSES, type QueueToken, type Standing } from '@concert-mania/core/waiting-room/model';
import { z } from 'zod';

const NOT_DECIDED = -1;
const FAN_WIDTH = 6;
const HEAD_WIDTH = 4;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** As long as a packed token, and never one. */
const NO_TOKEN = '!'.repeat(22);

/** A token as the room stores it: its 16 bytes in base64url, 22 characters instead of 36. Anything else is no token. */
export const packToken = (token: QueueToken): string =>
  UUID.test(token) ? Buffer.from(token.replaceAll('-', ''), 'hex').toString('base64url') : NO_TOKEN;

/** The canonical text of a stored token (RFC 9562: lower case). */
export function unpackToken(packed: string): QueueToken {
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const head = z.tuple([z.int(), z.string(), z.union([z.literal(0), z.literal(1)]), z.int()]);
const fan = z.tuple([
  z.union([z.literal(0), z.literal(1)]),
  z.string().length(22),
  z.enum([...PLACE_STATUSES, 'unknown']),
  z.int(),
  z.int(),
  z.int(),
]);

export interface SightingReply {
  readonly at: Date;
  readonly admissionsPerSecond: number;
  readonly scheduleMissing: boolean;
  readonly passedOver: number;
  readonly fans: readonly { readonly created: boolean; readonly standing: Standing | null }[];
}

/** Reads what the scripts `join` and `place` answer. Throws when it is not of their shape. */
export function readSightings(reply: unknown): SightingReply {
  const flat = z.array(z.unknown()).parse(reply);
  const [atMs, rate, missing, passedOver] = head.parse(flat.slice(0, HEAD_WIDTH));
  const fans: SightingReply['fans'][number][] = [];
  for (let i = HEAD_WIDTH; i < flat.length; i += FAN_WIDTH) {
    const [created, token, status, sequence, ahead, deadline] = fan.parse(flat.slice(i, i + FAN_WIDTH));
    fans.push({
      created: created === 1,
      standing:
        status === 'unknown'
          ? null
          : {
              token: unpackToken(token),
              status,
              sequence,
              ahead: ahead === NOT_DECIDED ? null : ahead,
              passEndsAt: deadline === 0 ? null : new Date(deadline),
            },
    });
  }
  return {
    at: new Date(atMs),
    admissionsPerSecond: Number(rate),
    scheduleMissing: missing === 1,
    passedOver,
    fans,
  };
}

/** What the script `serving` answers. */
export const servingReply = z.tuple([
  z.enum(['pre_open', 'open']),
  z.int(),
  z.int(),
  z.int(),
  z.string(),
  z.string(),
  z.string(),
]);

/** What the script `admit` answers, apart from the accounts. */
export const batchReply = z.tuple(
  [z.enum(['gathering', 'drawing', 'open']), z.int(), z.int(), z.int(), z.int(), z.int()],
  z.string(),
);
