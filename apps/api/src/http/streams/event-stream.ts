import type { RateKey } from '@concert-mania/core/shared/rate-limiter';
import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { clientGroups } from '../../middleware/limit-rate.ts';
import type { ApiDeps } from '../../ports.ts';
import { addHeader } from '../carried-headers.ts';
import type { AppEnv } from '../env.ts';
import { problem } from '../problems/problem.ts';
import { routeOf } from '../route-of.ts';
import { accountOf, onSessionOver } from './session-signal.ts';

const HEARTBEAT_MS = 15_000;
/** Clients reconnect after a random time in this range, so that a restart spreads them. */
const RETRY_MS = { least: 2_000, most: 10_000 } as const;
const COME_BACK_SECONDS = 10;

type StreamDeps = Pick<ApiDeps, 'closing' | 'log' | 'metrics' | 'places' | 'random'>;

/**
 * Sends server-sent events until `run` resolves, and a comment every 15 s for proxies. `run` must
 * return when `signal` aborts: the client left, its session ended or the process stops. 503 `busy`
 * without a free place, 429 `too_many_streams` beyond the owner's limit.
 */
export function eventStream<E extends AppEnv>(
  c: Context<E>,
  deps: StreamDeps,
  run: (stream: SSEStreamingApi, signal: AbortSignal) => Promise<void>,
): Response {
  addHeader(c, 'x-accel-buffering', 'no');
  if (c.req.method === 'HEAD') return withoutBody(c);
  const { pot, owner } = ownerOf(c);
  const place = deps.places[pot].take(owner);
  if (place === 'full') return problem(c, 'busy');
  if (place === 'owner_full') {
    addHeader(c, 'retry-after', String(COME_BACK_SECONDS));
    addHeader(c, 'ratelimit-policy', `"streams";q=${deps.places[pot].mostPerOwner}`);
    addHeader(c, 'ratelimit', `"streams";r=0;t=${COME_BACK_SECONDS}`);
    return problem(c, 'too_many_streams');
  }
  const { requestId } = c.var;
  const startedMs = performance.now();
  c.set('waitsFor', 'stream');
  const answer = streamSSE(c, async (stream) => {
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    const release = onSessionOver(c, () => left.abort());
    const signal = AbortSignal.any([left.signal, deps.closing]);
    const heartbeat = setInterval(
      () => void stream.write(': still here\n\n').catch(() => left.abort()),
      HEARTBEAT_MS,
    );
    const end = once(() => {
      clearInterval(heartbeat);
      release();
      deps.places[pot].leave(owner);
      deps.metrics.onWait(routeOf(c), c.req.method, answer.status, (performance.now() - startedMs) / 1000);
    });
    // At once, even if `run` waits for a write that the client does not read.
    signal.addEventListener('abort', end, { once: true });
    try {
      // The first bytes show the client that it is connected.
      await stream.write(`retry: ${retryMs(deps.random)}\n\n`);
      await run(stream, signal);
    } catch (err) {
      if (!signal.aborted) deps.log.error({ err, requestId }, 'event stream broke');
    } finally {
      end();
    }
  });
  // The library sets `no-cache`, which lets proxies store and change the stream.
  answer.headers.set('cache-control', UNCHANGED);
  return answer;
}

const UNCHANGED = 'no-store, no-transform';

/** Answers HEAD with the headers of a stream (RFC 9110, 9.3.2). It takes no place. */
function withoutBody(c: Context): Response {
  c.header('content-type', 'text/event-stream');
  c.header('cache-control', UNCHANGED);
  return c.body(null, 200);
}

/** Signed-in clients count by account, others by address. */
function ownerOf<E extends AppEnv>(
  c: Context<E>,
): { readonly pot: 'public' | 'signed_in'; readonly owner: RateKey } {
  const account = accountOf(c);
  return account === undefined
    ? { pot: 'public', owner: clientGroups(c) }
    : { pot: 'signed_in', owner: account.id };
}

const retryMs = (random: () => number): number =>
  Math.round(RETRY_MS.least + random() * (RETRY_MS.most - RETRY_MS.least));

function once(run: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    run();
  };
}
