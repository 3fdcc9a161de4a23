import type { AccountId, SessionId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { ConfirmPassword } from '../change-password.ts';
import type { TooManyGuesses } from '../guesses.ts';
import type { SessionNews } from '../sessions/session.ts';

/** The reasons why an account cannot be erased. */
export const ERASURE_BLOCKERS = ['upcoming_tickets', 'money_in_flight', 'wallet_balance'] as const;
export type ErasureBlocker = (typeof ERASURE_BLOCKERS)[number];

export type ErasureRefusal =
  | { readonly code: 'account_in_use'; readonly blockedBy: readonly ErasureBlocker[] }
  | { readonly code: 'last_admin' | 'account_not_found' };

export interface AccountEraser {
  /**
   * Replaces the person of an account and ends its sessions, in one transaction under the account's
   * lock, unless the account is in use. Keeps the ids that the ledger refers to. Returns the
   * sessions.
   */
  erase(id: AccountId): Promise<Result<readonly SessionId[], ErasureRefusal>>;
}

export interface EraseAccountPorts {
  readonly confirmPassword: ConfirmPassword;
  readonly eraser: AccountEraser;
  readonly news: SessionNews;
  /** Leaves the account's places in waiting rooms. */
  readonly leaveRooms: (id: AccountId) => Promise<void>;
}

export type EraseAccount = (request: {
  readonly accountId: AccountId;
  readonly password: string;
}) => Promise<Result<null, ErasureRefusal | { readonly code: 'invalid_credentials' } | TooManyGuesses>>;

/** Erases an account after its owner confirms the password. */
export function makeEraseAccount(ports: EraseAccountPorts): EraseAccount {
  return async ({ accountId, password }) => {
    const confirmed = await ports.confirmPassword(accountId, password);
    if (!confirmed.ok) return refuse(confirmed.error);
    const erased = await ports.eraser.erase(accountId);
    if (!erased.ok) return refuse(erased.error);
    await ports.news.announce(erased.value);
    await ports.leaveRooms(accountId);
    return ok(null);
  };
}
