import { hash } from 'node:crypto';
import type { Context } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { problem } from '../http/problems/problem.ts';
import { clientGroups, noteLimit, refuse } from './limit-rate.ts';
import { RATE_RULES, type RateRuleName } from './limits.ts';

/** When a network that failed to log in too often may try again; null: now. */
export const loginRetryAfterSeconds = <E extends AppEnv>(c: Context<E>): number | null =>
  c.get('guards').rateLimiter.knownRefusal(RATE_RULES['login-failure'], clientGroups(c))?.resetSeconds ??
  null;

/** Counts a failed login by the client's networks. */
export const countLoginFailure = <E extends AppEnv>(c: Context<E>): unknown =>
  c.get('guards').rateLimiter.take(RATE_RULES['login-failure'], clientGroups(c));

/** Answers 429 with when to come back. */
export function tooManyAttempts<E extends AppEnv>(c: Context<E>, retryAfterSeconds: number) {
  noteLimit(c, 'guesses');
  c.header('retry-after', String(retryAfterSeconds));
  return problem(c, 'rate_limited');
}

const mailboxKey = (email: string): string => hash('sha256', `mailbox ${email.toLowerCase()}`, 'base64url');

/**
 * The refusal of an address that is known to have made too many accounts; null if there is none.
 */
export function overSignUps<E extends AppEnv>(c: Context<E>, email: string) {
  const known = c.get('guards').rateLimiter.knownRefusal(RATE_RULES['signup-mailbox'], mailboxKey(email));
  return known === null ? null : refuse(c, 'signup-mailbox', known);
}

/** Counts what may send mails to an address. Only a digest of the address is kept. */
export async function isOverMailboxLimit<E extends AppEnv>(c: Context<E>, name: RateRuleName, email: string) {
  const { rateLimiter } = c.get('guards');
  return !(await rateLimiter.take(RATE_RULES[name], mailboxKey(email))).allowed;
}
