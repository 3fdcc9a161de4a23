import { ok, type Result, refuse } from '../shared/result.ts';
import type { Account, Session } from './model.ts';
import type { AccountStore, PasswordHasher } from './ports.ts';
import type { Client } from './session.ts';
import { type SessionPorts, startSession } from './start-session.ts';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export type LogInRequest = Credentials & { readonly client: Client };

export interface CheckPasswordPorts {
  readonly accounts: AccountStore;
  readonly hasher: PasswordHasher;
}

export type CheckPassword = (
  credentials: Credentials,
) => Promise<Result<Account, { readonly code: 'invalid_credentials' | 'account_disabled' }>>;

/** Finds the account of an address and password. An unknown address costs a caller as much time as a wrong password. */
export function makeCheckPassword(ports: CheckPasswordPorts): CheckPassword {
  return async ({ email, password }) => {
    const found = await ports.accounts.findCredentials(email);
    const right = await ports.hasher.verify(found?.passwordHash ?? null, password);
    if (found === null || !right) return refuse({ code: 'invalid_credentials' });
    // Only after the right password: nobody else learns that there is such an account.
    return found.disabled ? refuse({ code: 'account_disabled' }) : ok(found.account);
  };
}

export type LogIn = (
  request: LogInRequest,
) => Promise<Result<Session, { readonly code: 'invalid_credentials' | 'account_disabled' }>>;

/** Signs in: a right address and password start a session. */
export function makeLogIn(ports: CheckPasswordPorts & SessionPorts): LogIn {
  const checkPassword = makeCheckPassword(ports);
  return async ({ client, ...credentials }) => {
    const checked = await checkPassword(credentials);
    return checked.ok ? ok(await startSession(ports, checked.value, client, false)) : checked;
  };
}
