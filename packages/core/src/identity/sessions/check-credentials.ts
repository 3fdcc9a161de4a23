import type { AccountId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Guesses, TooManyGuesses } from '../guesses.ts';
import type { Account } from '../model.ts';
import type { AccountStore, PasswordHasher } from '../ports.ts';
import type { CheckSecondFactor } from './second-factor.ts';
import type { Client, SessionStore } from './session.ts';

export interface CredentialsRequest {
  readonly email: string;
  readonly password: string;
  /** A code of the second factor, or a recovery code. */
  readonly code?: string | undefined;
  readonly client: Client;
  /** Set if the client's network failed too often: the seconds until it may try again. */
  readonly networkRetryAfterSeconds?: number | null;
}

export type CredentialsRefusal =
  | {
      readonly code:
        | 'invalid_credentials'
        | 'second_factor_required'
        | 'second_factor_invalid'
        | 'account_disabled';
    }
  | TooManyGuesses;

export interface Checked {
  readonly account: Account;
  /** The hash that the password matched. */
  readonly passwordHash: string;
  /** Whether a second factor was given. */
  readonly secondFactor: boolean;
}

export type CheckCredentials = (request: CredentialsRequest) => Promise<Result<Checked, CredentialsRefusal>>;

export interface CheckCredentialsPorts {
  readonly accounts: AccountStore;
  readonly sessions: Pick<SessionStore, 'knowsNetwork'>;
  readonly hasher: PasswordHasher;
  readonly guesses: Guesses;
  readonly checkSecondFactor: CheckSecondFactor;
}

/**
 * Finds the account of an address, password and code. An unknown address takes as long as a wrong
 * password. Guesses from unknown networks share a counter; each known network has its own.
 */
export function makeCheckCredentials(ports: CheckCredentialsPorts): CheckCredentials {
  const { accounts, sessions, guesses } = ports;
  return async (request) => {
    const { email, client, networkRetryAfterSeconds: networkWait = null } = request;
    const [found, known] = await Promise.all([
      accounts.findCredentials(email),
      client.network === null ? false : sessions.knowsNetwork(email, client.network),
    ]);
    if (networkWait !== null && !known) return tooMany(networkWait);
    // By account, however its address was typed.
    const key = guessKey(found?.account.email ?? email, known ? client.network : null);
    const wait = await guesses.begin(key);
    if (wait > 0) return tooMany(wait);
    try {
      const checked = await check(ports, found, request);
      if (checked.ok) await guesses.end(key, 'right');
      else if (IS_NO_GUESS[checked.error.code]) await guesses.end(key, 'undone');
      return checked;
    } catch (fault) {
      await guesses.end(key, 'undone');
      throw fault;
    }
  };
}

/** Refusals after a right password and before any code, which are no failed guesses. */
const IS_NO_GUESS = {
  invalid_credentials: false,
  second_factor_invalid: false,
  second_factor_required: true,
  account_disabled: true,
} as const;

const tooMany = (retryAfterSeconds: number) => refuse({ code: 'rate_limited' as const, retryAfterSeconds });

export const guessKey = (email: string, network: Uint8Array | null): string =>
  `${email.toLowerCase()} ${network === null ? '' : [...network].join('.')}`;

async function check(
  { accounts, hasher, checkSecondFactor }: CheckCredentialsPorts,
  found: Awaited<ReturnType<AccountStore['findCredentials']>>,
  { password, code }: CredentialsRequest,
): Promise<Result<Checked, Exclude<CredentialsRefusal, TooManyGuesses>>> {
  const right = await hasher.verify(found?.passwordHash ?? null, password);
  if (found === null || !right) return refuse({ code: 'invalid_credentials' });
  // Only after the right password, so that strangers do not learn that the account exists.
  if (found.disabled) return refuse({ code: 'account_disabled' });
  const { account } = found;
  const second = await checkSecondFactor(account.id, code);
  if (second === 'required') return refuse({ code: 'second_factor_required' });
  if (second === 'wrong') return refuse({ code: 'second_factor_invalid' });
  const passwordHash = hasher.isOutdated(found.passwordHash)
    ? await renewHash(accounts, account.id, found.passwordHash, await hasher.hash(password))
    : found.passwordHash;
  return ok({ account, passwordHash, secondFactor: second === 'right' });
}

/** Never undoes a concurrent change of the password. */
async function renewHash(accounts: AccountStore, id: AccountId, before: string, after: string) {
  return (await accounts.setPasswordHash(id, after, before)) ? after : before;
}
