import type { AccountId, ConcertId } from '../shared/ids.ts';
import type { QueueToken } from './model.ts';
import type { Draws } from './ports.ts';

/** HMAC-SHA256 of a token under a seed (both as their text, UTF-8), in lower-case hexadecimal. */
export type DrawHmac = (seed: string, token: QueueToken) => string;

export interface DrawOrderPorts {
  readonly draws: Draws;
  readonly hmac: DrawHmac;
}

const CHUNK = 1_000;

/**
 * Draws the order of everybody who gathered before the opening: ascending by HMAC-SHA256(seed, token), so that anyone
 * who has seed and tokens can recompute it. Repeating it, or taking over from a worker that died, gives the same order.
 * False when no draw is due or somebody else is at it.
 */
export function makeDrawOrder({ draws, hmac }: DrawOrderPorts): (concertId: ConcertId) => Promise<boolean> {
  return async (concertId) => {
    const lease = await draws.begin(concertId);
    if (lease === null) return false;
    const drawn: { readonly accountId: AccountId; readonly digest: string }[] = [];
    for (let first = 0; first < lease.gathered; first += CHUNK) {
      const gathered = await lease.read(first, Math.min(CHUNK, lease.gathered - first));
      if (gathered === null) return false;
      for (const { accountId, token } of gathered) drawn.push({ accountId, digest: hmac(lease.seed, token) });
    }
    drawn.sort((a, b) => (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0));
    for (let first = 0; first < drawn.length; first += CHUNK) {
      const accounts = drawn.slice(first, first + CHUNK).map(({ accountId }) => accountId);
      if (!(await lease.write(first + 1, accounts))) return false;
    }
    return lease.finish();
  };
}
