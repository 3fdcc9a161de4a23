import type { Context } from 'hono';
import type { SignedInEnv } from '../../../http/env.ts';
import { problem } from '../../../http/problems/problem.ts';
import { tooManyAttempts } from '../../../middleware/limit-rate.ts';
import type { ApiDeps } from '../../../ports.ts';

/** How long after a login its session may change how the account is protected. */
const FRESH_MS = 15 * 60 * 1000;

/**
 * The refusal of a change to how the account is protected; null if it may be made: with the
 * password, or in a session that began in the last 15 minutes. A stolen access token is not enough.
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
