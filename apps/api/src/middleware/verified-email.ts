import type { Context, MiddlewareHandler, Next } from 'hono';
import type { RequestGuards, SignedInEnv } from '../http/env.ts';
import { problem } from '../http/problems/problem.ts';

/**
 * Refuses with 403 an account without a verified address, where one is required. A token may be
 * older than the verification, so the database is asked then. Runs after `signedIn`.
 */
export const verifiedEmail: MiddlewareHandler<SignedInEnv> = (c, next) => {
  const { isEmailVerified } = c.get('guards');
  // Not async: holds and joins pass here.
  if (isEmailVerified === null || c.get('account').emailVerified) return next();
  return admitVerified(c, next, isEmailVerified);
};

async function admitVerified(
  c: Context<SignedInEnv>,
  next: Next,
  isEmailVerified: NonNullable<RequestGuards['isEmailVerified']>,
) {
  return (await isEmailVerified(c.get('account').id)) ? next() : problem(c, 'email_not_verified');
}
