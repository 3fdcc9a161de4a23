/** Sends one request. Resolves with the answer for every status. */
export type Send = (request: Request) => Promise<Response>;

/** Resolves after so many milliseconds; rejects with the signal's reason when it aborts. */
export type Pause = (ms: number, signal?: AbortSignal) => Promise<void>;

const MS_PER_SECOND = 1_000;
const FIRST_PAUSE_MS = 200;
/** When the server asks for a longer pause, the answer is returned at once. */
const MOST_PAUSE_MS = 30_000;

export const sleep: Pause = (ms, signal) =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });

/** The `Retry-After` of an answer in milliseconds; null without one. */
export function retryAfterMs({ headers }: Response): number | null {
  const seconds = Number.parseInt(headers.get('retry-after') ?? '', 10);
  return Number.isNaN(seconds) ? null : seconds * MS_PER_SECOND;
}

/** Aborts a request that gets no answer in time. A long poll gets its `wait` in addition. */
export function withTimeout(send: Send, timeoutMs: number): Send {
  return async (request) => {
    const wait = Number(new URL(request.url).searchParams.get('wait') ?? 0);
    const limitMs = timeoutMs + wait * MS_PER_SECOND;
    const timeout = AbortSignal.timeout(limitMs);
    try {
      const signal = AbortSignal.any([request.signal, timeout]);
      return await send(new Request(request, { signal }));
    } catch (cause) {
      request.signal.throwIfAborted();
      const reason = timeout.aborted ? `no answer within ${limitMs} ms` : messageOf(cause);
      throw new Error(`${request.method} ${new URL(request.url).pathname}: ${reason}`, { cause });
    }
  };
}

export interface RetryOptions {
  readonly mostTries: number;
  readonly pause: Pause;
  /** Called before each repetition with its cause: the status of the answer, or `network`. */
  readonly onRetry?: ((cause: number | 'network') => void) | undefined;
}

/**
 * 408: the server ended a connection that was silent for long, just as the request was sent.
 * 429 and 503: it is busy.
 */
const AGAIN: ReadonlySet<number> = new Set([408, 429, 503]);

/**
 * Repeats requests that got no answer, 408, 429 or 503, after `Retry-After` or growing pauses. A
 * request that could take effect twice is sent once.
 */
export function withRetries(send: Send, { mostTries, pause, onRetry }: RetryOptions): Send {
  return async (request) => {
    const { signal } = request;
    for (let tries = 1; ; tries += 1) {
      const isLast = tries >= mostTries || !isRepeatable(request);
      // A copy, so that the body can be sent again.
      const attempt = request.body === null ? request : request.clone();
      const answer = await send(attempt).catch((fault: unknown) => {
        if (isLast || signal.aborted) throw fault;
        return null;
      });
      if (answer !== null && (!AGAIN.has(answer.status) || isLast)) return answer;
      const pauseMs = (answer && retryAfterMs(answer)) ?? FIRST_PAUSE_MS * 2 ** (tries - 1);
      if (answer !== null && pauseMs > MOST_PAUSE_MS) return answer;
      await answer?.body?.cancel();
      onRetry?.(answer?.status ?? 'network');
      await pause(pauseMs, signal);
    }
  };
}

/** Idempotent methods (RFC 9110, 9.2.2), requests with a key, and joining a waiting room. */
function isRepeatable({ method, headers, url }: Request): boolean {
  if (['GET', 'HEAD', 'PUT', 'DELETE'].includes(method) || headers.has('idempotency-key')) return true;
  return method === 'POST' && /^\/v1\/concerts\/[^/]+\/queue$/.test(new URL(url).pathname);
}

/** Node hides the reason of a failed fetch in its cause. */
function messageOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  return fault.cause instanceof Error && fault.cause.message !== '' ? fault.cause.message : fault.message;
}
