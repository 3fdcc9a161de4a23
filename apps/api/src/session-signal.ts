import type { Context } from 'hono';
import type { AppEnv, SignedInAccount } from './env.ts';

const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * A signal that aborts when the session of the request ends or its access token expires; never for
 * a request without a login. `release` must be called when the request is over.
 */
export function sessionSignal<E extends AppEnv>(
  c: Context<E>,
): { readonly signal: AbortSignal; readonly release: () => void } {
  const over = new AbortController();
  const account = (c.var as { readonly account?: SignedInAccount }).account;
  if (account === undefined) return { signal: over.signal, release: () => undefined };
  const end = () => over.abort();
  const timer = setTimeout(end, Math.min(account.expiresAtMs - Date.now(), MAX_TIMER_MS));
  const stopListening =
    account.sessionId === null ? () => undefined : c.get('gate').onSessionEnd(account.sessionId, end);
  return {
    signal: over.signal,
    release: () => {
      clearTimeout(timer);
      stopListening();
    },
  };
}

/** Runs work that waits, with a signal that aborts when the session ends. */
export async function whileSignedIn<T, E extends AppEnv>(
  c: Context<E>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | 'signed_out'> {
  const { signal, release } = sessionSignal(c);
  try {
    const result = await work(signal);
    return signal.aborted ? 'signed_out' : result;
  } finally {
    release();
  }
}
