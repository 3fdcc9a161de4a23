import type { Context, MiddlewareHandler, Next } from 'hono';
import type { Gate, SignedInEnv } from '../http/env.ts';
import { problem } from '../http/problems/problem.ts';

/**
 * Refuses with 403 whoever has no verified address, where that is asked for. A token that was made before the address
 * was verified does not know of it, so the truth is asked then. Runs after `signedIn`.
 */
export const verifiedEmail: MiddlewareHandler<SignedInEnv> = (c, next) => {
  const { isEmailVerified } = c.get('gate');
  // Not async: holds and joins pass here.
  if (isEmailVerified === null || c.get('account').emailVerified) return next();
  return admitVerified(c, next, isEmailVerified);
};

async function admitVerified(
  c: Context<SignedInEnv>,
  next: Next,
  isEmailVerified: NonNullable<Gate['isEmailVerified']>,
) {
  return (await isEmailVerified(c.get('account').id)) ? next() : problem(c, 'email_not_verified');
}
