import type { AccountId } from '../../shared/ids.ts';
import type { Account, AccountLocale } from '../model.ts';

/** The fields to change; absent fields stay. */
export interface ProfileChange {
  readonly name?: string | undefined;
  /** Null removes the number. */
  readonly phone?: string | null | undefined;
  readonly locale?: AccountLocale | undefined;
}

/** Returns the changed account; null if it does not exist or is erased. */
export type EditProfile = (id: AccountId, change: ProfileChange) => Promise<Account | null>;
