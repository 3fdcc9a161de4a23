import type { AccountId, SessionId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { Guesses, TooManyGuesses } from './guesses.ts';
import { type CommonPasswords, isAcceptablePassword } from './password.ts';
import type { AccountStore, PasswordHasher } from './ports.ts';
import { guessKey } from './sessions/check-credentials.ts';
import type { EndSessions } from './sessions/end-sessions.ts';

export type ConfirmPassword = (
  accountId: AccountId,
  password: string,
) => Promise<
  Result<
    { readonly email: string; readonly passwordHash: string },
    { readonly code: 'invalid_credentials' } | TooManyGuesses
  >
>;

export interface ConfirmPasswordPorts {
  readonly accounts: AccountStore;
  readonly hasher: PasswordHasher;
  readonly guesses: Guesses;
}

/** Asks a signed-in account for its password. Wrong passwords are counted as at a login. */
export function makeConfirmPassword({ accounts, hasher, guesses }: ConfirmPasswordPorts): ConfirmPassword {
  return async (accountId, password) => {
    const account = await accounts.findAccount(accountId);
    if (account === null) return refuse({ code: 'invalid_credentials' });
    // A counter of its own: guesses without a login must not block the owner's change.
    const key = guessKey(account.email, new Uint8Array([0]));
    const wait = await guesses.begin(key);
    if (wait > 0) return refuse({ code: 'rate_limited', retryAfterSeconds: wait });
    const found = await accounts.findCredentials(account.email);
    const right = await hasher.verify(found?.passwordHash ?? null, password);
    if (found === null || !right) return refuse({ code: 'invalid_credentials' });
    await guesses.end(key, 'right');
    return ok({ email: account.email, passwordHash: found.passwordHash });
  };
}

export type ChangePassword = (request: {
  readonly accountId: AccountId;
  readonly sessionId: SessionId | null;
  readonly currentPassword: string;
  readonly newPassword: string;
}) => Promise<Result<null, { readonly code: 'invalid_credentials' | 'weak_password' } | TooManyGuesses>>;

export interface ChangePasswordPorts {
  readonly accounts: AccountStore;
  readonly hasher: PasswordHasher;
  readonly commonPasswords: CommonPasswords;
  readonly confirmPassword: ConfirmPassword;
  readonly endSessions: EndSessions;
}

/** Replaces the password and ends every other session of the account. */
export function makeChangePassword(ports: ChangePasswordPorts): ChangePassword {
  return async ({ accountId, sessionId, currentPassword, newPassword }) => {
    const confirmed = await ports.confirmPassword(accountId, currentPassword);
    if (!confirmed.ok) return confirmed;
    if (!isAcceptablePassword(newPassword, confirmed.value.email, ports.commonPasswords))
      return refuse({ code: 'weak_password' });
    const hash = await ports.hasher.hash(newPassword);
    // A concurrent change or reset came first, so the given password is no longer current.
    if (!(await ports.accounts.setPasswordHash(accountId, hash, confirmed.value.passwordHash)))
      return refuse({ code: 'invalid_credentials' });
    await ports.endSessions(accountId, sessionId);
    return ok(null);
  };
}
