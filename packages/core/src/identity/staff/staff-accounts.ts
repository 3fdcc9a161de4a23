import type { AccountId } from '../../shared/ids.ts';
import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Account, Role } from '../model.ts';
import type { Actor } from './staff-actions.ts';

/** An account as its managers see it. */
export interface ManagedAccount extends Account {
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  /** Confirmed, so that a login needs its code. */
  readonly secondFactor: boolean;
}

export interface AccountChange {
  readonly role?: Role | undefined;
  readonly disabled?: boolean | undefined;
}

export type AccountRefusal = { readonly code: 'account_not_found' | 'last_admin' };

/**
 * The part of a change that differs. Refuses a change that leaves no administrator who can log in.
 */
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
  /** Part of the address or name, the end of a phone number, or a whole id. */
  readonly text: string | null;
}

/** A staff member in the list of staff. */
export interface StaffMember {
  readonly id: AccountId;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly disabledAt: Date | null;
  readonly secondFactor: boolean;
  readonly lastLoginAt: Date | null;
}

/** Accounts as staff manage them. Each change and its staff action are one transaction. */
export interface AccountDesk {
  find(id: AccountId): Promise<ManagedAccount | null>;
  /** Every account whose role is not `user`. */
  staff(): Promise<readonly StaffMember[]>;
  /** Newest first, with ids below `before`. */
  list(page: {
    readonly filter: AccountFilter;
    readonly before: string | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly ManagedAccount[]; readonly more: boolean }>;
  /**
   * Changes an account; changes are serialised across the system. Returns what differed in
   * `changed`. The caller ends the sessions of a demoted or disabled account. `by` null: the
   * command line.
   */
  change(
    id: AccountId,
    by: Actor | null,
    wanted: AccountChange,
  ): Promise<Result<{ readonly account: ManagedAccount; readonly changed: AccountChange }, AccountRefusal>>;
}
