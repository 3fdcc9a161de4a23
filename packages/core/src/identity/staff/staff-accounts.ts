import type { AccountId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Account, Role } from '../model.ts';
import type { Actor } from './staff-actions.ts';

/** An account as those who manage accounts see it. */
export interface ManagedAccount extends Account {
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

export interface AccountChange {
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
}

export type AccountRefusal = { readonly code: 'account_not_found' | 'last_admin' };

/** What of a change is new. Refuses a change that would leave no administrator who can log in. */
export function decideAccountChange(
  account: ManagedAccount,
  otherAdmins: number,
  wanted: AccountChange,
): Result<AccountChange, AccountRefusal> {
  const isAdmin = account.role === 'admin' && account.disabledAt === null;
  const stays = (wanted.role ?? 'admin') === 'admin' && wanted.disabled !== true;
  if (isAdmin && !stays && otherAdmins === 0) return refuse({ code: 'last_admin' });
  const isDisabled = account.disabledAt !== null;
  return ok({
    ...(wanted.role !== undefined && wanted.role !== account.role && { role: wanted.role }),
    ...(wanted.disabled !== undefined && wanted.disabled !== isDisabled && { disabled: wanted.disabled }),
  });
}

export interface AccountFilter {
  readonly role: Role | null;
  /** A part of the address or name, the end of a phone number, or a whole id. */
  readonly text: string | null;
}

/** Somebody of the staff, in the list of who works here. */
export interface StaffMember {
  readonly id: AccountId;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly disabledAt: Date | null;
  readonly secondFactor: boolean;
  readonly lastLoginAt: Date | null;
}

/**
 * Accounts as staff manage them. Every change is recorded as a staff action in the same
 * transaction.
 */
export interface AccountDesk {
  find(id: AccountId): Promise<ManagedAccount | null>;
  /** Every account that is not a fan's. */
  staff(): Promise<readonly StaffMember[]>;
  /** Newest first, below the id `before`. */
  list(page: {
    readonly filter: AccountFilter;
    readonly before: string | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly ManagedAccount[]; readonly more: boolean }>;
  /**
   * Makes a change, one at a time in the whole system. `changed` is what was new. An account that
   * lost its role or was disabled must sign in again: its sessions are ended by the caller. `by`
   * null: the command line.
   */
  change(
    id: AccountId,
    by: Actor | null,
    wanted: AccountChange,
  ): Promise<Result<{ readonly account: ManagedAccount; readonly changed: AccountChange }, AccountRefusal>>;
}
