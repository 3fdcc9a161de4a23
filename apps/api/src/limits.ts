import type { RateRule } from '@concert-mania/core/shared/rate-limiter';

/** How often one address may do what is costly or worth guessing at. */
export const RATE_RULES = {
  login: { name: 'login', limit: 30, windowSeconds: 60 },
  signup: { name: 'signup', limit: 30, windowSeconds: 60 },
} as const satisfies Record<string, RateRule>;
export type RateRuleName = keyof typeof RATE_RULES;
