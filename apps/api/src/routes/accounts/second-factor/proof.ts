import type { Context } from 'hono';
import type { SignedInEnv } from '../../../http/env.ts';
import { problem } from '../../../http/problems/problem.ts';
import { tooManyAttempts } from '../../../middleware/limit-guesses.ts';
import type { ApiDeps } from '../../../ports.ts';

/** A session may change the account's protection for this long after its login. */
const FRESH_MS = 15 * 60 * 1000;

/**
 * Refuses a change of the account's protection without the password, unless the session began in
 * the last 15 minutes. Null if allowed. A stolen access token is not enough.
 */
export async function refuseUnproven<E extends SignedInEnv>(
  c: Context<E>,
  { identity, clock }: Pick<ApiDeps, 'identity' | 'clock'>,
  password: string | undefined,
) {
  const { id, sessionId } = c.get('account');
  if (password === undefined) {
    const startedAt = sessionId === null ? null : await identity.sessionStartedAt(id, sessionId);
    const isFresh = startedAt !== null && clock().getTime() - startedAt.getTime() < FRESH_MS;
    return isFresh ? null : problem(c, 'reauthentication_required');
  }
  const confirmed = await identity.confirmPassword(id, password);
  if (confirmed.ok) return null;
  const { error } = confirmed;
  return error.code === 'rate_limited' ? tooManyAttempts(c, error.retryAfterSeconds) : problem(c, error.code);
}
