import type { Context } from 'hono';
import type { SignedInEnv } from '../env.ts';
import type { ApiDeps } from '../ports.ts';
import { whileSignedIn } from '../session-signal.ts';

const MS_PER_SECOND = 1000;

/** How long to wait for news, and when to stop. Zero milliseconds: answer at once. */
export interface Wait {
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Lets a request of a signed-in account wait up to `seconds`, or until its client leaves, its
 * session ends (`signed_out`) or the process stops. Without a free place, and for HEAD, it does not
 * wait.
 */
export async function longPoll<E extends SignedInEnv, T>(
  c: Context<E>,
  { places, closing }: Pick<ApiDeps, 'places' | 'closing'>,
  seconds: number,
  run: (wait: Wait) => Promise<T>,
): Promise<T | 'signed_out'> {
  if (seconds === 0 || c.req.method === 'HEAD') return run({ waitMs: 0 });
  const owner = c.get('account').id;
  if (places.long_poll.take(owner) !== 'taken') return run({ waitMs: 0 });
  try {
    return await whileSignedIn(c, (session) => {
      const signal = AbortSignal.any([session, closing, c.req.raw.signal]);
      return run({ waitMs: seconds * MS_PER_SECOND, signal });
    });
  } finally {
    places.long_poll.leave(owner);
  }
}
