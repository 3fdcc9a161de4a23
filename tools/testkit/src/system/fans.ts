import { randomUUID } from 'node:crypto';
import { type ApiClient, makeClient } from '@concert-mania/client/make-client';
import { dataOf } from '@concert-mania/client/problem';
import type { Role } from '@concert-mania/core/identity/model';
import type { Queryable } from '@concert-mania/db/connection/database';
import { type Answer, type RequestOptions, send } from './send.ts';

/** A signed-in account with its client. The client repeats nothing, so tests see every refusal. */
export interface Fan extends ApiClient {
  readonly accountId: string;
  readonly email: string;
  readonly token: string;
  /** Sends a request that the typed calls cannot express. */
  request(method: string, path: string, options?: Omit<RequestOptions, 'token'>): Promise<Answer>;
}

/** The password of every fan of `signUpFan`. */
export const FAN_PASSWORD = 'a-long-enough-passphrase';
const REQUEST_TIMEOUT_MS = 30_000;

const clientOf = (baseUrl: string, accessToken?: string): ApiClient =>
  makeClient({
    baseUrl,
    tokens: accessToken === undefined ? undefined : { accessToken },
    mostTries: 1,
    timeoutMs: REQUEST_TIMEOUT_MS,
  });

/** The same fan at another API replica. */
export const fanAt = (baseUrl: string, fan: Pick<Fan, 'accountId' | 'email' | 'token'>): Fan => ({
  ...clientOf(baseUrl, fan.token),
  accountId: fan.accountId,
  email: fan.email,
  token: fan.token,
  request: (method, path, options) => send(baseUrl, method, path, { ...options, token: fan.token }),
});

/** Signs up a new fan and logs in. */
export async function signUpFan(baseUrl: string, more: { readonly locale?: 'ko' | 'en' } = {}): Promise<Fan> {
  const email = `${randomUUID()}@fans.example`;
  const body = { email, password: FAN_PASSWORD, name: 'Fan', ...more };
  await dataOf(clientOf(baseUrl).POST('/v1/auth/signup', { body }));
  return logInFan(baseUrl, email, FAN_PASSWORD);
}

/** Signs up an account, gives it a role and logs in. */
export async function signUpStaff(baseUrl: string, db: Queryable, role: Role): Promise<Fan> {
  const { accountId, email } = await signUpFan(baseUrl);
  await db.query('update accounts set role = $2 where id = $1', [accountId, role]);
  return logInFan(baseUrl, email, FAN_PASSWORD);
}

/** Logs in an account that exists. */
export async function logInFan(baseUrl: string, email: string, password: string): Promise<Fan> {
  const { accessToken } = await clientOf(baseUrl).signIn({ email, password });
  const { id } = await dataOf(clientOf(baseUrl, accessToken).GET('/v1/me'));
  return fanAt(baseUrl, { accountId: id, email, token: accessToken });
}
