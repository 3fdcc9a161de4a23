import type { AccountId, SessionId } from '../shared/ids.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import { type CommonPasswords, isAcceptablePassword } from './password.ts';
import type { PasswordHasher } from './ports.ts';
import type { SessionNews } from './sessions/session.ts';

export interface PasswordResets {
  /**
   * The address of the token's account; null if the token is invalid. Does not use up the token.
   */
  findEmail(token: string): Promise<string | null>;
  /**
   * Uses up the token, sets the password, verifies the address and ends all sessions, in one
   * transaction. Null if the token is no longer valid.
   */
  use(
    token: string,
    passwordHash: string,
  ): Promise<{ readonly accountId: AccountId; readonly ended: readonly SessionId[] } | null>;
}

export interface ResetPasswordPorts {
  readonly resets: PasswordResets;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly news: SessionNews;
  readonly commonPasswords: CommonPasswords;
}

export type ResetPassword = (request: {
  readonly token: string;
  readonly password: string;
}) => Promise<Result<AccountId, { readonly code: 'token_invalid' | 'weak_password' }>>;

/** Sets a new password with a mailed token. A weak password does not use up the token. */
export function makeResetPassword({
  resets,
  hasher,
  news,
  commonPasswords,
}: ResetPasswordPorts): ResetPassword {
  return async ({ token, password }) => {
    const email = await resets.findEmail(token);
    if (email === null) return refuse({ code: 'token_invalid' });
    if (!isAcceptablePassword(password, email, commonPasswords)) return refuse({ code: 'weak_password' });
    const used = await resets.use(token, await hasher.hash(password));
    if (used === null) return refuse({ code: 'token_invalid' });
    await news.announce(used.ended);
    return ok(used.accountId);
  };
}
