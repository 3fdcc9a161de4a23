import { TOKEN_LIFE_SECONDS } from '@concert-mania/core/identity/account-tokens';
import type { RateRule } from '@concert-mania/core/shared/rate-limiter';

const A_DAY_SECONDS = 86_400;

/**
 * Limits per account or address, across all replicas. An address has a large budget, because a
 * carrier's NAT puts thousands of fans behind one. Account reads are counted per process only: a
 * million polls must write nothing.
 */
export const RATE_RULES = {
  'read-address': { name: 'read-address', limit: 60_000, windowSeconds: 60, lease: 100 },
  'read-account': { name: 'read-account', limit: 1_200, windowSeconds: 60, perProcess: true },
  'command-address': { name: 'command-address', limit: 12_000, windowSeconds: 60, lease: 20 },
  'command-account': { name: 'command-account', limit: 600, windowSeconds: 60, lease: 10 },
  'join-address': { name: 'join-address', limit: 6_000, windowSeconds: 60, lease: 20 },
  'join-account': { name: 'join-account', limit: 30, windowSeconds: 60 },
  // Stored for good or for a day, with any outcome.
  'top-up-orders-day': { name: 'top-up-orders-day', limit: 30, windowSeconds: A_DAY_SECONDS },
  'holds-day': { name: 'holds-day', limit: 500, windowSeconds: A_DAY_SECONDS, lease: 20 },
  'cancels-day': { name: 'cancels-day', limit: 500, windowSeconds: A_DAY_SECONDS, lease: 20 },
  'payments-day': { name: 'payments-day', limit: 500, windowSeconds: A_DAY_SECONDS, lease: 20 },
  'top-up-order-account': { name: 'top-up-order-account', limit: 30, windowSeconds: 60 },
  /** Until one from the address is signed by the gateway. */
  'webhook-address': { name: 'webhook-address', limit: 600, windowSeconds: 60, lease: 20 },
  'verification-account': { name: 'verification-account', limit: 5, windowSeconds: A_DAY_SECONDS },
  /** Each costs some ten milliseconds of CPU. */
  'ticket-files-account': { name: 'ticket-files-account', limit: 30, windowSeconds: 60 },
  'export-account': { name: 'export-account', limit: 5, windowSeconds: A_DAY_SECONDS },
  /** At most the life of a mailed token, so a refused user still has one. */
  'reset-mailbox': { name: 'reset-mailbox', limit: 10, windowSeconds: TOKEN_LIFE_SECONDS.reset_password },
  /** Only created accounts count: other attempts send no mail. */
  'signup-mailbox': { name: 'signup-mailbox', limit: 5, windowSeconds: A_DAY_SECONDS },
  /** Only failures count: right passwords cost a network nothing. */
  'login-failure': { name: 'login-failure', limit: 120, windowSeconds: 300 },
  signup: { name: 'signup', limit: 300, windowSeconds: 60 },
  /** For all networks without an earlier login together. */
  'signup-new-networks': { name: 'signup-new-networks', limit: 600, windowSeconds: 60 },
} as const satisfies Record<string, RateRule>;
/** Refreshes of one session. */
export const REFRESH_LIMIT = { refreshes: 120, windowSeconds: 600 } as const;

export type RateRuleName = keyof typeof RATE_RULES;

/** The price of expensive reads, in requests. */
export const READ_PRICES = {
  /** A search queries the database for each new word. */
  search: 50,
  /** A list that must be serialised, per 1,000 seats. */
  writtenSeats: (seats: number): number => Math.ceil(seats / 1_000),
  /** An unknown job is looked up in Redis and in the database. */
  unknownJob: 10,
} as const;
