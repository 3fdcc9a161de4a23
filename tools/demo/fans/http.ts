import { Agent, request } from 'node:http';
import type { Sleep } from '../sleep.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly timeoutMs?: number;
  /** False for a request that must not be sent twice. */
  readonly repeatable?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly retryAfterSeconds: number | null;
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown;
}

export interface Http {
  /** Answers whatever status comes. Busy answers (429, 503) and broken connections are tried again, a few times. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** How often a request was sent again, by cause. */
  readonly repeats: ReadonlyMap<string, number>;
  close(): void;
}

const MAX_SOCKETS = 512;
const TIMEOUT_MS = 10_000;
const MAX_TRIES = 6;
const FIRST_PAUSE_MS = 200;
const MOST_PAUSE_MS = 5_000;

/** A keep-alive client as a crowd of phones would use it. Every request ends by its timeout or the signal. */
export function makeHttp(options: { readonly signal: AbortSignal; readonly sleep: Sleep }): Http {
  const agent = new Agent({ keepAlive: true, maxSockets: MAX_SOCKETS });
  const repeats = new Map<string, number>();
  const sendOnce = (asked: HttpRequest) => exchange(agent, options.signal, asked);

  return {
    repeats,
    close: () => agent.destroy(),
    send: async (asked) => {
      for (let tries = 1; ; tries += 1) {
        const { answer, error } = await sendOnce(asked).then(
          (answered) => ({ answer: answered, error: null }),
          (fault: unknown) => ({ answer: null, error: fault }),
        );
        const busy = answer?.status === 429 || answer?.status === 503;
        if (answer && !busy) return answer;
        if (asked.repeatable === false || tries === MAX_TRIES || options.signal.aborted) {
          if (answer) return answer;
          throw error;
        }
        const cause = answer ? String(answer.status) : 'connection';
        repeats.set(cause, (repeats.get(cause) ?? 0) + 1);
        const pauseMs = (answer?.retryAfterSeconds ?? 0) * 1_000 || FIRST_PAUSE_MS * 2 ** (tries - 1);
        await options.sleep(Math.min(pauseMs, MOST_PAUSE_MS));
      }
    },
  };
}

function exchange(agent: Agent, signal: AbortSignal, asked: HttpRequest): Promise<HttpAnswer> {
  const text = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  const headers = {
    ...(text !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }),
    ...(asked.token !== undefined && { authorization: `Bearer ${asked.token}` }),
    ...asked.headers,
  };
  const timeout = AbortSignal.timeout(asked.timeoutMs ?? TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    const sent = request(asked.url, {
      agent,
      method: asked.method,
      headers,
      signal: AbortSignal.any([signal, timeout]),
    });
    sent.on('error', (error) =>
      reject(new Error(`${describe(asked)}: ${timeout.aborted ? 'no answer' : error.message}`)),
    );
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (error) => reject(new Error(`${describe(asked)}: ${error.message}`)));
      response.on('end', () => {
        const retryAfter = Number(response.headers['retry-after']);
        const isJson = response.headers['content-type']?.includes('json') ?? false;
        const whole = Buffer.concat(chunks).toString('utf8');
        try {
          resolve({
            status: response.statusCode ?? 0,
            retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
            body: isJson && whole !== '' ? JSON.parse(whole) : undefined,
          });
        } catch {
          reject(new Error(`${describe(asked)}: the answer is no JSON`));
        }
      });
    });
    sent.end(text);
  });
}

/** A request without the ids in it, so that equal troubles can be counted together. */
export function describe({ method, url }: Pick<HttpRequest, 'method' | 'url'>): string {
  const path = new URL(url).pathname.replace(/\/[a-z]{3}_[0-9a-z]+/g, '/…');
  return `${method} ${path}`;
}
