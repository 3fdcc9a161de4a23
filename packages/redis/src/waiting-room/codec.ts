import {
  PLACE_STATUSES,
  type PlaceStatus,
  type QueueToken,
  type SaleOver,
  type ShownSeed,
  type Standing,
} from '@concert-mania/core/waiting-room/model';
import { z } from 'zod';

const NOT_DECIDED = -1;
/** `join` and `place` answer a flat list: facts about the room, then as many about each fan. */
const FAN_WIDTH = 6;
const HEAD_WIDTH = 6;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** As long as a packed token, but not a valid one. */
const NO_TOKEN = '!'.repeat(22);

/** A token as stored: its 16 bytes in base64url, 22 characters instead of 36, or `NO_TOKEN`. */
export const packToken = (token: QueueToken): string =>
  UUID.test(token) ? Buffer.from(token.replaceAll('-', ''), 'hex').toString('base64url') : NO_TOKEN;

/** The canonical text of a stored token (RFC 9562: lower case). */
export function unpackToken(packed: string): QueueToken {
  const hex = Buffer.from(packed, 'base64url').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The facts about a room and some fans in it; see `Sighting` in core. */
export interface SightingReply {
  readonly at: Date;
  readonly admissionsPerSecond: number;
  readonly scheduleMissing: boolean;
  readonly passedOver: number;
  readonly inLine: number;
  readonly over: SaleOver | null;
  readonly fans: readonly { readonly created: boolean; readonly standing: Standing | null }[];
}

/**
 * Parses the answers of `join` and `place`; throws on another shape. By hand, because a schema
 * takes several times as long and every poll comes here.
 */
export function readSightings(reply: unknown): SightingReply {
  if (!Array.isArray(reply) || reply.length % FAN_WIDTH !== HEAD_WIDTH % FAN_WIDTH) throw misshapen();
  const fans: SightingReply['fans'][number][] = [];
  const over = saleOver(text(reply[5]));
  for (let at = HEAD_WIDTH; at < reply.length; at += FAN_WIDTH) fans.push(readFan(reply, at, over));
  return {
    at: new Date(integer(reply[0])),
    admissionsPerSecond: Number(text(reply[1])),
    scheduleMissing: integer(reply[2]) === 1,
    passedOver: integer(reply[3]),
    inLine: integer(reply[4]),
    over,
    fans,
  };
}

function saleOver(text: string): SaleOver | null {
  switch (text) {
    case '':
      return null;
    case 'closed':
      return 'sale_closed';
    case 'sold_out':
      return 'sold_out';
    default:
      throw misshapen();
  }
}

function readFan(
  reply: readonly unknown[],
  at: number,
  over: SaleOver | null,
): SightingReply['fans'][number] {
  const status = text(reply[at + 2]);
  const ahead = integer(reply[at + 4]);
  const deadline = integer(reply[at + 5]);
  return {
    created: integer(reply[at]) === 1,
    standing:
      status === 'unknown' || status === 'refused'
        ? null
        : {
            token: unpackToken(text(reply[at + 1])),
            // The fan's sale has closed; another sale may still come.
            status: status === 'over' ? 'expired' : placeStatus(status),
            sequence: integer(reply[at + 3]),
            ahead: ahead === NOT_DECIDED ? null : ahead,
            passEndsAt: deadline === 0 ? null : new Date(deadline),
            reason: status === 'over' ? 'sale_closed' : over,
          },
  };
}

const misshapen = () => new TypeError('a waiting-room script returned an unknown shape');

function integer(value: unknown): number {
  if (typeof value !== 'number') throw misshapen();
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw misshapen();
  return value;
}

function placeStatus(value: string): PlaceStatus {
  const known = PLACE_STATUSES.find((status) => status === value);
  if (known === undefined) throw misshapen();
  return known;
}

/** Seeds of past draws, from `hash:seed hash:seed …`. */
export const readSeeds = (text: string): readonly ShownSeed[] =>
  text.split(' ').map((pair) => {
    const [seedHash = '', seed = ''] = pair.split(':');
    return { seedHash, seed };
  });

/** The answer of the script `serving`. */
export const servingReply = z.tuple([
  z.enum(['pre_open', 'open', 'sold_out', 'closed']),
  z.int(),
  z.int(),
  z.int(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
]);

/** The answer of the script `admit`, without the accounts. */
export const batchReply = z.tuple(
  [z.enum(['gathering', 'drawing', 'open']), z.int(), z.int(), z.int(), z.int(), z.int()],
  z.string(),
);
