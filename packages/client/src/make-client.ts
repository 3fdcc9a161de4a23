import type { components } from './api.d.ts';
import { type Calls, makeCalls } from './calls.ts';
import { followEvents, type StreamEvent, type StreamInput, type StreamPath } from './events.ts';
import { makeJobs } from './jobs.ts';
import { dataOf, faultOf } from './problem.ts';
import { type Pause, type RetryOptions, type Send, sleep, withRetries, withTimeout } from './send.ts';
import { makeSession, type Tokens } from './session.ts';

export interface ClientOptions {
  /** Where the API is, such as `https://tickets.example`. */
  readonly baseUrl: string;
  /** Tokens from an earlier session. */
  readonly tokens?: Tokens | undefined;
  /** `cookie`: no script sees the refresh token. Only for pages on the origin of the API. */
  readonly refreshTokenIn?: 'body' | 'cookie';
  /** Runs a refresh while no other tab does, as `navigator.locks` can. */
  readonly alone?: <T>(refresh: () => Promise<T>) => Promise<T>;
  /** Called with new tokens, to store them; null when the session is over. */
  readonly onTokens?: (tokens: Tokens | null) => void;
  /** Sent with every request, such as `Accept-Language`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How long a request may take; 10 seconds by default. */
  readonly timeoutMs?: number;
  /** How often a request is sent at most; 6 by default. 1 turns every repetition off. */
  readonly mostTries?: number;
  readonly onRetry?: RetryOptions['onRetry'];
  /** Ends every call that has no signal of its own. */
  readonly signal?: AbortSignal;
  readonly fetch?: Send;
  readonly pause?: Pause;
}

type Jobs = ReturnType<typeof makeJobs>;

/** The API as one account sees it. */
export interface ApiClient extends Calls, Jobs {
  readonly events: <P extends StreamPath>(
    path: P,
    input: StreamInput<P>,
  ) => AsyncGenerator<StreamEvent<P>, void>;
  /** Throws a `ProblemError` such as `invalid_credentials` or `second_factor_required`. */
  readonly signIn: (credentials: components['schemas']['LogInRequest']) => Promise<Tokens>;
  /** Exchanges the refresh token. The client does so itself when the API refuses its token. */
  readonly refresh: () => Promise<Tokens>;
  /** Ends the session. */
  readonly signOut: () => Promise<void>;
  /** The current tokens; null without a session. */
  readonly tokens: () => Tokens | null;
  /** Replaces the tokens; null forgets them. */
  readonly setTokens: (tokens: Tokens | null) => void;
}

const REQUEST_TIMEOUT_MS = 10_000;
const MOST_TRIES = 6;

/** Makes a client of the API. Each account needs a client of its own. */
export function makeClient(options: ClientOptions): ApiClient {
  const { headers, timeoutMs = REQUEST_TIMEOUT_MS, mostTries = MOST_TRIES } = options;
  const baseUrl = options.baseUrl.replace(/\/$/, '');
  const { onRetry, signal, pause = sleep, fetch: fetchOnce = (request) => fetch(request) } = options;
  const send = withRetries(withTimeout(fetchOnce, timeoutMs), { mostTries, pause, onRetry });
  const settings = { baseUrl, headers, signal };
  const signedOut = makeCalls({ ...settings, send });
  const { refreshTokenIn = 'body', alone = (refresh) => refresh() } = options;
  const session = makeSession({
    tokens: options.tokens ?? null,
    onTokens: options.onTokens,
    inCookie: refreshTokenIn === 'cookie',
    // It outlives the page, so that the next page gets the new cookie.
    exchange: (refreshToken) =>
      alone(() =>
        signedOut.POST('/v1/auth/refresh', {
          body: { ...(refreshToken !== undefined && { refreshToken }) },
          keepalive: true,
        }),
      ),
  });
  const http = makeCalls({ ...settings, send: session.authorize(send) });
  const streams = { baseUrl, send: session.authorize(fetchOnce), pause };

  return {
    ...http,
    ...makeJobs({ http, pause, resendLost: mostTries > 1 }),
    events: (path, input) =>
      followEvents(streams, path, { signal, ...input, headers: { ...headers, ...input.headers } }),
    signIn: async (credentials) => {
      const body = { ...credentials, ...(refreshTokenIn === 'cookie' && { refreshTokenIn }) };
      const tokens = await dataOf<Tokens>(signedOut.POST('/v1/auth/login', { body }));
      session.set(tokens);
      return tokens;
    },
    refresh: () => dataOf<Tokens>(session.refresh()),
    signOut: async () => {
      const refreshToken = session.tokens()?.refreshToken;
      const body = { ...(refreshToken !== undefined && { refreshToken }) };
      const answer = await signedOut.POST('/v1/auth/logout', { body });
      if (!answer.response.ok) throw faultOf(answer.response, answer.error);
      session.set(null);
    },
    tokens: session.tokens,
    setTokens: session.set,
  };
}
