/** The limit of uses per key (an address, an account) in a window that starts at the first use. */
export interface RateRule {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
  /**
   * How many uses a process takes at a time, to save round trips; default 1; divides the limit.
   * Never exceeds the limit, but uses taken and not given out are missing in other processes.
   */
  readonly lease?: number;
  /**
   * Each process counts alone, without I/O, so the limit applies per process. For frequent requests
   * of very many clients.
   */
  readonly perProcess?: boolean;
}

/** A client's networks, narrowest first, or another key. */
export type RateKey = string | readonly [narrowest: string, ...wider: string[]];

/**
 * The limits of a client's networks as multiples: its own, the next wider one, and so on. The owner
 * of a wide network gets no budget per part; neighbours in it rarely affect each other.
 */
export const NETWORK_BUDGETS = [1, 4, 16] as const;

export interface RateDecision {
  readonly allowed: boolean;
  readonly remaining: number;
  /** The limit that `remaining` belongs to, if it is that of a wider network. */
  readonly limit?: number;
  /** Until the window ends and the full limit is available again. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /**
   * Counts `price` uses (default 1) of the rule by the key, across all processes. Decides at once
   * if this process has uses left to grant.
   */
  take(rule: RateRule, key: RateKey, price?: number): RateDecision | Promise<RateDecision>;
  /**
   * The refusal if this process knows that the key is over its limit; else null. Counts nothing.
   */
  knownRefusal(rule: RateRule, key: RateKey): RateDecision | null;
}

/** For tests and load runs: everything is allowed. */
export const unlimited: RateLimiter = {
  take: (rule) => ({ allowed: true, remaining: rule.limit, resetSeconds: rule.windowSeconds }),
  knownRefusal: () => null,
};
