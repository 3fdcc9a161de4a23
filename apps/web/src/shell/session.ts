import type { components } from '@concert-mania/client/api.d';
import { dataOf, ProblemError } from '@concert-mania/client/problem';
import { sleep } from '@concert-mania/client/send';
import { api, onTokens } from './client.ts';
import { goTo } from './routing/address.ts';
import { makeSharedValue } from './shared-value.ts';
import { readStored, store } from './stored.ts';

export type Me = components['schemas']['Account'];

const FIRST_PAUSE_MS = 1_000;
const MOST_PAUSE_MS = 15_000;

/** Remembers that there is a session, so that visitors without one ask for nothing. */
const SIGNED_IN_KEY = 'signed-in';
const me = makeSharedValue<Me | null | undefined>(readStored(SIGNED_IN_KEY) === null ? null : undefined);

/** Undefined while it is not known yet, null when signed out. */
export const useMe = me.use;

/** Tells the other tabs that their session is another one now. */
const tabs = new BroadcastChannel('session');

onTokens((tokens) => {
  store(SIGNED_IN_KEY, tokens === null ? null : '1');
  if (tokens === null) me.set(null);
});

tabs.addEventListener('message', ({ data }) => {
  if (data === 'signed-out') api.setTokens(null);
  else void continueSession();
});

/** Takes up the session of the cookie. Tries until the API answers. */
async function continueSession(): Promise<void> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS)) {
    try {
      await api.refresh();
      return await reloadMe();
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status < 500 && error.problem.status !== 429) {
        return api.setTokens(null);
      }
      await sleep(pauseMs);
    }
  }
}

/** Takes up the session of an earlier visit. */
export async function startSession(): Promise<void> {
  if (me.get() === undefined) await continueSession();
}

export async function reloadMe(): Promise<void> {
  me.set(await dataOf<Me>(api.GET('/v1/me')));
}

/** Throws a `ProblemError` such as `invalid_credentials` or `second_factor_required`. */
export async function signIn(credentials: components['schemas']['LogInRequest']): Promise<void> {
  await api.signIn(credentials);
  await reloadMe();
  tabs.postMessage('signed-in');
}

/** Ends the session in every tab. */
export async function signOut(): Promise<void> {
  await api.signOut();
  forgetSession();
}

/** After the API has ended the session, as it does when an account is deleted. */
export function forgetSession(): void {
  api.setTokens(null);
  tabs.postMessage('signed-out');
}

/** Goes to the sign-in page, which leads back here. */
export function signInFirst(): void {
  goTo(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`, { replace: true });
}
