import type { NewId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import type { Account, AccountLocale, Role } from './model.ts';
import { type CommonPasswords, isAcceptablePassword } from './password.ts';
import type { AccountStore, PasswordHasher } from './ports.ts';

export interface SignUpPorts {
  readonly accounts: AccountStore;
  readonly hasher: PasswordHasher;
  readonly commonPasswords: CommonPasswords;
  readonly newId: NewId;
}

export interface SignUpRequest {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly phone: string | null;
  readonly locale: AccountLocale;
  readonly role: Role;
  /** True if the creator vouches for the address; otherwise a token is mailed to it. */
  readonly emailVerified: boolean;
}

export type SignUp = (
  request: SignUpRequest,
) => Promise<Result<Account, { readonly code: 'weak_password' | 'email_taken' }>>;

/** Creates an account. Refuses a weak password and an address that has an account. */
export function makeSignUp(ports: SignUpPorts): SignUp {
  return async ({ password, ...person }) => {
    if (!isAcceptablePassword(password, person.email, ports.commonPasswords))
      return refuse({ code: 'weak_password' });
    const account: Account = { id: ports.newId('usr'), ...person };
    const inserted = await ports.accounts.insertAccount(account, await ports.hasher.hash(password));
    return inserted === 'inserted' ? ok(account) : refuse({ code: 'email_taken' });
  };
}
