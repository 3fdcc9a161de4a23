import { type ApiClient, makeClient } from '@concert-mania/client/make-client';
import type { Tokens } from '@concert-mania/client/session';
import { serverClock } from './clock/server-clock.ts';
import { currentLanguage } from './texts.ts';

type TokensListener = (tokens: Tokens | null) => void;

const listeners = new Set<TokensListener>();

/** Called with new tokens, and with null when the session is over. */
export const onTokens = (listener: TokensListener): void => {
  listeners.add(listener);
};

/**
 * The API as the signed-in fan sees it, in the chosen language. Only the access token is here, in
 * memory. A refresh token works once, so tabs refresh one after another.
 */
export const api: ApiClient = makeClient({
  baseUrl: location.origin,
  refreshTokenIn: 'cookie',
  alone: (refresh) => ('locks' in navigator ? navigator.locks.request('session', refresh) : refresh()),
  fetch: async (request) => {
    request.headers.set('accept-language', currentLanguage());
    const sentAtMs = Date.now();
    const answer = await fetch(request);
    serverClock.note(answer.headers, sentAtMs);
    return answer;
  },
  onTokens: (tokens) => {
    for (const listener of listeners) listener(tokens);
  },
});
