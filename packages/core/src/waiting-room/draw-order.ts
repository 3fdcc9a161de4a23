import type { AccountId, ConcertId } from '../shared/ids.ts';
import { byDigest } from './check-draw.ts';
import type { QueueToken } from './model.ts';
import type { DrawLease, Draws } from './ports.ts';

/** HMAC-SHA256 of a token under a seed (both as UTF-8 text), in lower-case hexadecimal. */
export type DrawHmac = (seed: string, token: QueueToken) => string;

export interface DrawOrderPorts {
  readonly draws: Draws;
  readonly hmac: DrawHmac;
  /** Called when a room's order is complete. */
  readonly onDrawn?: (concertId: ConcertId, fans: number) => void;
}

const CHUNK = 1_000;
/**
 * Partitions by the first two hex digits, so that sorting a million fans blocks the event loop in
 * short steps.
 */
const DIGITS = 2;
const PARTS = 16 ** DIGITS;

interface Drawn {
  readonly accountId: AccountId;
  readonly digest: string;
}

/** Sorts one part at a time, when it is needed. */
function* inOrder(parts: readonly Drawn[][]): Generator<AccountId> {
  for (const part of parts) {
    part.sort(byDigest);
    for (const { accountId } of part) yield accountId;
  }
}

/** Null if the lease is lost. */
async function readParts(lease: DrawLease, hmac: DrawHmac): Promise<readonly Drawn[][] | null> {
  const parts: Drawn[][] = Array.from({ length: PARTS }, () => []);
  for (let first = 0; first < lease.gathered; first += CHUNK) {
    const gathered = await lease.read(first, Math.min(CHUNK, lease.gathered - first));
    if (gathered === null) return null;
    for (const { accountId, token } of gathered) {
      const digest = hmac(lease.seed, token);
      parts[Number.parseInt(digest.slice(0, DIGITS), 16)]?.push({ accountId, digest });
    }
  }
  return parts;
}

/** Assigns the sequence numbers from 1 on; false if the lease is lost. */
async function writeOrder(lease: DrawLease, order: Iterable<AccountId>): Promise<boolean> {
  let first = 1;
  let chunk: AccountId[] = [];
  for (const accountId of order) {
    chunk.push(accountId);
    if (chunk.length < CHUNK) continue;
    if (!(await lease.write(first, chunk))) return false;
    first += chunk.length;
    chunk = [];
  }
  return chunk.length === 0 || lease.write(first, chunk);
}

/**
 * Draws the order of gathered fans: ascending by HMAC-SHA256(seed, token), so that anyone can
 * recompute it. Repeats give the same order. False if no draw is due or another worker draws.
 */
export function makeDrawOrder({
  draws,
  hmac,
  onDrawn,
}: DrawOrderPorts): (concertId: ConcertId) => Promise<boolean> {
  return async (concertId) => {
    const lease = await draws.begin(concertId);
    if (lease === null) return false;
    const parts = await readParts(lease, hmac);
    if (parts === null || !(await writeOrder(lease, inOrder(parts))) || !(await lease.finish())) return false;
    onDrawn?.(concertId, lease.gathered);
    return true;
  };
}
