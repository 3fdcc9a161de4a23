import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ApiDeps } from '../../ports.ts';
import type { SignedInEnv } from '../env.ts';
import { onSessionOver } from './session-signal.ts';

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
  const over = new AbortController();
  const stop = () => over.abort();
  const waitMs = seconds * MS_PER_SECOND;
  let isSignedOut = false;
  const endings = [
    onSessionOver(
      c,
      () => {
        isSignedOut = true;
        stop();
      },
      waitMs,
    ),
    onClosing(closing, stop),
    onClientGone(c, stop),
  ];
  try {
    const result = await run({ waitMs, signal: over.signal });
    return isSignedOut ? 'signed_out' : result;
  } finally {
    for (const release of endings) release();
    places.long_poll.leave(owner);
  }
}

const waits = new WeakMap<AbortSignal, Set<() => void>>();

/** One listener for all waits: to remove one of thousands from a signal, Node walks through all. */
function onClosing(closing: AbortSignal, stop: () => void): () => void {
  let stops = waits.get(closing);
  if (stops === undefined) {
    const all = new Set<() => void>();
    closing.addEventListener('abort', () => {
      for (const each of all) each();
    });
    waits.set(closing, all);
    stops = all;
  }
  const known = stops;
  known.add(stop);
  if (closing.aborted) stop();
  return () => void known.delete(stop);
}

/** Calls `stop` when the client leaves, at once if it has left. Making the request's own signal costs more. */
function onClientGone<E extends SignedInEnv>(c: Context<E>, stop: () => void): () => void {
  const { outgoing }: Partial<HttpBindings> = c.env ?? {};
  if (outgoing === undefined) {
    const { signal } = c.req.raw;
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    return () => signal.removeEventListener('abort', stop);
  }
  outgoing.once('close', stop);
  if (outgoing.destroyed) stop();
  return () => void outgoing.off('close', stop);
}
