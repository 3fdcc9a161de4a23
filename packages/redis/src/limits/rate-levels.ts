import { NETWORK_BUDGETS, type RateKey, type RateRule } from '@concert-mania/core/shared/rate-limiter';

/** A client's network, or its only key, with its limit. */
export interface RateLevel {
  readonly id: string;
  readonly rule: RateRule;
  readonly key: string;
  readonly limit: number;
  /** How many uses a process takes at a time. */
  readonly uses: number;
}

/** The limits of a rule for a client's networks or for another key. */
export function levelsOf(rule: RateRule, key: RateKey): readonly [RateLevel, ...RateLevel[]] {
  if (typeof key === 'string') return [levelOf(rule, key, 1)];
  const [narrowest, ...wider] = key;
  const first = levelOf(rule, narrowest, 1);
  if (wider.length === 0) return [first];
  const widest = NETWORK_BUDGETS[NETWORK_BUDGETS.length - 1] ?? 1;
  return [first, ...wider.map((network, n) => levelOf(rule, network, NETWORK_BUDGETS[n + 1] ?? widest))];
}

const levelOf = (rule: RateRule, key: string, times: number): RateLevel => ({
  id: `${rule.name} ${key}`,
  rule,
  key,
  limit: rule.limit * times,
  uses: (rule.lease ?? 1) * times,
});
