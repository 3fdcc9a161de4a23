import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { addHeader } from './carried-headers.ts';
import type { AppEnv } from './env.ts';
import type { ApiDeps } from './ports.ts';
import { problem } from './problem.ts';
import { sessionSignal } from './session-signal.ts';

export const MAX_EVENT_STREAMS = 10_000;
const HEARTBEAT_MS = 15_000;
let openStreams = 0;

/**
 * Answers with server-sent events for as long as `run` takes. `signal` aborts when the client leaves, its session
 * ends, its token expires or the process stops: `run` must return then. A comment every 15 s keeps proxies from closing a silent stream; over 10,000 streams
 * of one process: 503 `busy`.
 */
export function eventStream<E extends AppEnv>(
  c: Context<E>,
  deps: Pick<ApiDeps, 'closing' | 'log'>,
  run: (stream: SSEStreamingApi, signal: AbortSignal) => Promise<void>,
): Response {
  if (openStreams >= MAX_EVENT_STREAMS) return problem(c, 'busy');
  addHeader(c, 'cache-control', 'no-store');
  addHeader(c, 'x-accel-buffering', 'no');
  const { requestId } = c.var;
  return streamSSE(c, async (stream) => {
    const left = new AbortController();
    stream.onAbort(() => left.abort());
    const session = sessionSignal(c);
    const signal = AbortSignal.any([left.signal, session.signal, deps.closing]);
    const heartbeat = setInterval(
      () => void stream.write(': still here\n\n').catch(() => left.abort()),
      HEARTBEAT_MS,
    );
    openStreams += 1;
    try {
      await run(stream, signal);
    } catch (err) {
      if (!signal.aborted) deps.log.error({ err, requestId }, 'event stream broke');
    } finally {
      openStreams -= 1;
      session.release();
      clearInterval(heartbeat);
    }
  });
}
