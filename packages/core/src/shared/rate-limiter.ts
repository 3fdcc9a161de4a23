/** How often something may be done by one key (an address, an account) in a window of time. */
export interface RateRule {
  readonly name: string;
  readonly limit: number;
  readonly windowSeconds: number;
}

export interface RateDecision {
  readonly allowed: boolean;
  readonly remaining: number;
  /** Until the window ends and the whole limit is there again. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /** Counts one use of the rule by the key, across all processes. */
  take(rule: RateRule, key: string): Promise<RateDecision>;
}

/** For tests and load runs: everything is allowed. */
export const unlimited: RateLimiter = {
  take: async (rule) => ({ allowed: true, remaining: rule.limit, resetSeconds: rule.windowSeconds }),
};
