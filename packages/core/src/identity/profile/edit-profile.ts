import type { AccountId } from '../../shared/ids.ts';
import type { Account, AccountLocale } from '../model.ts';

/** What a person changes about their account. What is left out stays. */
export interface ProfileChange {
  readonly name?: string | undefined;
  /** Null: none any more. */
  readonly phone?: string | null | undefined;
  readonly locale?: AccountLocale | undefined;
}

/** Answers the account as it is then; null if there is none, or it is erased. */
export type EditProfile = (id: AccountId, change: ProfileChange) => Promise<Account | null>;
