import { Stopper, type StopSignal } from '@concert-mania/core/shared/stop-signal';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { ApiDeps } from '../../ports.ts';
import type { SignedInEnv } from '../env.ts';
import { onSessionOver } from './session-signal.ts';

const MS_PER_SECOND = 1000;

/** The time to wait for news, and the signal to stop. Zero: answer at once. */
export interface Wait {
  readonly waitMs: number;
  readonly signal?: StopSignal;
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
  const over = new Stopper();
  const stop = () => over.abort();
  c.set('waitsFor', 'answer');
  const waitMs = seconds * MS_PER_SECOND;
  let isSignedOut = false;
  const endSession = () => {
    isSignedOut = true;
    over.abort();
  };
  const forgetSession = onSessionOver(c, endSession, waitMs);
  const waits = waitsUntil(closing).add(stop);
  onClientGone(c, stop);
  try {
    if (closing.aborted) stop();
    const result = await run({ waitMs, signal: over });
    return isSignedOut ? 'signed_out' : result;
  } finally {
    forgetSession();
    waits.delete(stop);
    places.long_poll.leave(owner);
  }
}

const waitsByClosing = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * One listener for all waits: removing one of thousands from a signal makes Node walk through all.
 */
function waitsUntil(closing: AbortSignal): Set<() => void> {
  const known = waitsByClosing.get(closing);
  if (known !== undefined) return known;
  const waits = new Set<() => void>();
  closing.addEventListener('abort', () => {
    for (const stop of waits) stop();
  });
  waitsByClosing.set(closing, waits);
  return waits;
}

/** Calls `stop` when the client leaves, at once if it has left, and after the answer. */
function onClientGone<E extends SignedInEnv>(c: Context<E>, stop: () => void): void {
  const { outgoing }: Partial<HttpBindings> = c.env ?? {};
  if (outgoing === undefined) {
    const { signal } = c.req.raw;
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    return;
  }
  // The listener stays: removing it costs more than calling it.
  outgoing.on('close', stop);
  if (outgoing.destroyed) stop();
}
