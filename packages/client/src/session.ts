import type { components } from './api.d.ts';
import type { Answer } from './problem.ts';
import type { Send } from './send.ts';

/** The tokens of a signed-in account. A session without a refresh token cannot be renewed. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
}

type Refreshed = Answer<components['schemas']['Session']>;

export interface SessionOptions {
  readonly tokens: Tokens | null;
  /** Asks the API for new tokens. */
  readonly exchange: (refreshToken: string | undefined) => Promise<Refreshed>;
  /** The refresh token is in a cookie, which the browser sends and renews. */
  readonly inCookie: boolean;
  readonly onTokens?: ((tokens: Tokens | null) => void) | undefined;
}

export type Session = ReturnType<typeof makeSession>;

/** Keeps the tokens of one account. Concurrent requests share a refresh: its token works once. */
export function makeSession({ exchange, onTokens, inCookie, ...options }: SessionOptions) {
  let tokens = options.tokens;
  let refreshing: Promise<Refreshed> | null = null;

  const set = (next: Tokens | null): void => {
    tokens = next;
    onTokens?.(next);
  };
  const exchangeOnce = async (): Promise<Refreshed> => {
    const refreshToken = tokens?.refreshToken;
    if (refreshToken === undefined && !inCookie) throw new Error('the session has no refresh token');
    const answer = await exchange(refreshToken);
    if (answer.data !== undefined) set(answer.data);
    else if (answer.response.status === 401) set(null);
    return answer;
  };
  const refresh = (): Promise<Refreshed> => {
    refreshing ??= exchangeOnce().finally(() => {
      refreshing = null;
    });
    return refreshing;
  };
  /** Whether there are other tokens than those that the API refused. */
  const hasNewer = async (refused: Tokens): Promise<boolean> => {
    const canRefresh = inCookie || refused.refreshToken !== undefined;
    if (tokens === refused && canRefresh) await refresh();
    return tokens !== null && tokens !== refused;
  };
  /**
   * Adds the access token to requests, and refreshes it when the API refuses it. `send` must not
   * read the body of a request, because the request may be sent twice.
   */
  const authorize =
    (send: Send): Send =>
    async (request) => {
      const used = tokens;
      if (used === null || request.headers.has('authorization')) return send(request);
      const answer = await send(addToken(request, used));
      if (!isTokenRefused(answer) || !(await hasNewer(used))) return answer;
      await answer.body?.cancel();
      return send(addToken(request, tokens ?? used));
    };
  return { tokens: () => tokens, set, refresh, authorize };
}

function addToken(request: Request, { accessToken }: Tokens): Request {
  request.headers.set('authorization', `Bearer ${accessToken}`);
  return request;
}

/** RFC 6750, 3.1. A wrong password is answered 401 too, and has nothing to do with the token. */
const isTokenRefused = ({ status, headers }: Response): boolean =>
  status === 401 && (headers.get('www-authenticate') ?? '').includes('invalid_token');
