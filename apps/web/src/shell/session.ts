import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api, onTokens } from './client.ts';
import { goTo } from './go-to.ts';
import { makeSharedValue } from './shared-value.ts';

export type Me = components['schemas']['Account'];

const me = makeSharedValue<Me | null | undefined>(null);

/** Undefined while it is not known yet, null when signed out. */
export const useMe = me.use;

onTokens((tokens) => {
  if (tokens === null) me.set(null);
});

export async function reloadMe(): Promise<void> {
  me.set(await dataOf<Me>(api.GET('/v1/me')));
}

/** Throws a `ProblemError` such as `invalid_credentials` or `second_factor_required`. */
export async function signIn(credentials: components['schemas']['LogInRequest']): Promise<void> {
  await api.signIn(credentials);
  await reloadMe();
}

/** Goes to the sign-in page, which leads back here. */
export function signInFirst(): void {
  goTo(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`, { replace: true });
}
