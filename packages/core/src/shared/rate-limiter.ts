/** How often something may be done by one key (an address, an account) in a window of time, which starts with the first use. */
export interface RateRule {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  /**
   * How many uses a process takes at a time and then gives out by itself, 1 when absent; divides the limit. Saves round
   * trips and never allows more than the limit; what a process has taken and not given out is missing elsewhere.
   */
  readonly lease?: number;
  /**
   * Each process counts by itself and nothing is written anywhere: for what a million clients do all the time, where only
   * the load on a process matters. The limit then holds for each process, not for all of them together.
   */
  readonly perProcess?: boolean;
}

/** The networks of one client, the narrowest first, or another key. */
export type RateKey = string | readonly [narrowest: string, ...wider: string[]];

/**
 * How many times the limit a client's networks have: its own, the next wider one, and so on. Who owns a wide network
 * gets no budget for each of its parts, and neighbours in it are rarely in each other's way.
 */
export const NETWORK_BUDGETS = [1, 4, 16] as const;

export interface RateDecision {
  readonly allowed: boolean;
  readonly remaining: number;
  /** The limit that `remaining` belongs to, if it is not the rule's: that of a wider network. */
  readonly limit?: number;
  /** Until the window ends and the whole limit is there again. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /** Counts uses of the rule by the key, across all processes: `price` of them, 1 unless given. */
  take(rule: RateRule, key: RateKey, price?: number): Promise<RateDecision>;
  /** The refusal of a key that this process knows to be over its limit; null where it would have to ask. Counts nothing. */
  knownRefusal(rule: RateRule, key: RateKey): RateDecision | null;
}

/** For tests and load runs: everything is allowed. */
export const unlimited: RateLimiter = {
  take: async (rule) => ({ allowed: true, remaining: rule.limit, resetSeconds: rule.windowSeconds }),
  knownRefusal: () => null,
};
