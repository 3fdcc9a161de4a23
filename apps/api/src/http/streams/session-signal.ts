import type { Context } from 'hono';
import type { AppEnv, SignedInAccount } from '../env.ts';

const MAX_TIMER_MS = 2 ** 31 - 1;

/** The account of a request; undefined without a login. */
export const accountOf = <E extends AppEnv>(c: Context<E>): SignedInAccount | undefined =>
  (c as unknown as Context<{ Variables: { account?: SignedInAccount } }>).get('account');

/**
 * Calls `end` when the request's session ends or its access token expires within the given time;
 * never without a login. Call the returned function when the request is over.
 */
export function onSessionOver<E extends AppEnv>(
  c: Context<E>,
  end: () => void,
  withinMs = MAX_TIMER_MS,
): () => void {
  const account = accountOf(c);
  if (account === undefined) return () => undefined;
  const leftMs = account.expiresAtMs - Date.now();
  const timer = leftMs > withinMs ? undefined : setTimeout(end, leftMs);
  const stopListening =
    account.sessionId === null ? () => undefined : c.get('guards').onSessionEnd(account.sessionId, end);
  return () => {
    clearTimeout(timer);
    stopListening();
  };
}
