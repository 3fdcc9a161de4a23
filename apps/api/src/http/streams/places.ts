import { NETWORK_BUDGETS, type RateKey } from '@concert-mania/core/shared/rate-limiter';
import type { ApiSettings } from '../../config.ts';

export interface PlaceLimits {
  /** For all owners together. */
  readonly most: number;
  /**
   * For an account or a client's narrowest network; wider networks have more (`NETWORK_BUDGETS`).
   */
  readonly mostPerOwner: number;
}

/** Places for requests that stay open. */
export interface Places {
  /** Takes a place. `full`: all places are taken; `owner_full`: the owner is at its own limit. */
  take(owner: RateKey): 'taken' | 'full' | 'owner_full';
  /** Releases a place of the owner. */
  leave(owner: RateKey): void;
  readonly taken: number;
  readonly mostPerOwner: number;
  /** The number of refused requests so far. */
  readonly refused: number;
}

/** Counts places. Remembers owners only while they have one. */
export function makePlaces({ most, mostPerOwner }: PlaceLimits): Places {
  const byOwner = new Map<string, number>();
  let taken = 0;
  let refused = 0;
  const count = (owner: string, change: 1 | -1) => {
    const now = (byOwner.get(owner) ?? 0) + change;
    if (now > 0) byOwner.set(owner, now);
    else byOwner.delete(owner);
  };
  return {
    mostPerOwner,
    take: (owner) => {
      const owners = typeof owner === 'string' ? [owner] : owner;
      const over = owners.some((o, n) => (byOwner.get(o) ?? 0) >= mostPerOwner * (NETWORK_BUDGETS[n] ?? 1));
      if (taken >= most || over) {
        refused += 1;
        return over ? 'owner_full' : 'full';
      }
      taken += 1;
      for (const one of owners) count(one, 1);
      return 'taken';
    },
    leave: (owner) => {
      taken -= 1;
      for (const one of typeof owner === 'string' ? [owner] : owner) count(one, -1);
    },
    get taken() {
      return taken;
    },
    get refused() {
      return refused;
    },
  };
}

/** Separate pools, so the public cannot use up the places of signed-in fans. */
export type AllPlaces = Readonly<Record<'public' | 'signed_in' | 'long_poll', Places>>;

/** The places of a process. Without rate limits an owner may take all of them. */
export function makeAllPlaces(
  config: Pick<
    ApiSettings,
    | 'RATE_LIMITS'
    | 'PUBLIC_STREAMS'
    | 'SIGNED_IN_STREAMS'
    | 'PUBLIC_STREAMS_PER_ADDRESS'
    | 'STREAMS_PER_ACCOUNT'
    | 'LONG_POLLS'
  >,
): AllPlaces {
  const pot = (most: number, mostPerOwner: number) =>
    makePlaces({ most, mostPerOwner: config.RATE_LIMITS === 'on' ? mostPerOwner : most });
  return {
    public: pot(config.PUBLIC_STREAMS, config.PUBLIC_STREAMS_PER_ADDRESS),
    signed_in: pot(config.SIGNED_IN_STREAMS, config.STREAMS_PER_ACCOUNT),
    long_poll: pot(config.LONG_POLLS, config.STREAMS_PER_ACCOUNT),
  };
}
