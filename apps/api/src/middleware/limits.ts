import { TOKEN_LIFE_SECONDS } from '@concert-mania/core/identity/account-tokens';
import type { RateRule } from '@concert-mania/core/shared/rate-limiter';

const A_DAY_SECONDS = 86_400;

/**
 * How often an account or an address may do something, across all replicas. Addresses have generous budgets, because a
 * carrier's NAT puts thousands of fans behind one; accounts have those of one busy person. Of logins
 * only failures count. What
 * accounts read each process counts by itself: a million fans who ask for their place must write nothing.
 */
export const RATE_RULES = {
  'read-address': { name: 'read-address', limit: 60_000, windowSeconds: 60, lease: 100 },
  'read-account': { name: 'read-account', limit: 1_200, windowSeconds: 60, perProcess: true },
  'command-address': { name: 'command-address', limit: 12_000, windowSeconds: 60, lease: 20 },
  'command-account': { name: 'command-account', limit: 600, windowSeconds: 60, lease: 10 },
  'join-address': { name: 'join-address', limit: 6_000, windowSeconds: 60, lease: 20 },
  'join-account': { name: 'join-account', limit: 30, windowSeconds: 60 },
  // Written for good, or for a day, whatever becomes of them.
  'top-up-orders-day': { name: 'top-up-orders-day', limit: 30, windowSeconds: A_DAY_SECONDS },
  'holds-day': { name: 'holds-day', limit: 500, windowSeconds: A_DAY_SECONDS, lease: 20 },
  'cancels-day': { name: 'cancels-day', limit: 500, windowSeconds: A_DAY_SECONDS, lease: 20 },
  'payments-day': { name: 'payments-day', limit: 500, windowSeconds: A_DAY_SECONDS, lease: 20 },
  'top-up-order-account': { name: 'top-up-order-account', limit: 30, windowSeconds: 60 },
  /** Until one from there is signed by the gateway. */
  'webhook-address': { name: 'webhook-address', limit: 600, windowSeconds: 60, lease: 20 },
  'verification-account': { name: 'verification-account', limit: 5, windowSeconds: A_DAY_SECONDS },
  'export-account': { name: 'export-account', limit: 5, windowSeconds: A_DAY_SECONDS },
  /** No longer than a mailed token is good: whoever is refused has one. */
  'reset-mailbox': { name: 'reset-mailbox', limit: 10, windowSeconds: TOKEN_LIFE_SECONDS.reset_password },
  /** Accounts made: an attempt that makes none sends no mail. */
  'signup-mailbox': { name: 'signup-mailbox', limit: 5, windowSeconds: A_DAY_SECONDS },
  /** Failures alone: right passwords cost a network nothing. */
  'login-failure': { name: 'login-failure', limit: 120, windowSeconds: 300 },
  signup: { name: 'signup', limit: 300, windowSeconds: 60 },
  /** Of all networks together that nobody has signed in from. */
  'signup-new-networks': { name: 'signup-new-networks', limit: 600, windowSeconds: 60 },
} as const satisfies Record<string, RateRule>;
/** Refreshes of one session. */
export const REFRESH_LIMIT = { refreshes: 120, windowSeconds: 600 } as const;

export type RateRuleName = keyof typeof RATE_RULES;

/** Reads that cost more than others, counted as so many of them. */
export const READ_PRICES = {
  /** Searching asks the database for each new word. */
  search: 50,
  /** A list that has to be written, for each 1,000 seats. */
  writtenSeats: (seats: number): number => Math.ceil(seats / 1_000),
  /** A job that nobody has is looked for in Redis and in the database. */
  unknownJob: 10,
} as const;
