import type { ProgrammeLists } from '@concert-mania/core/catalog/programme-lists';
import type { AccountDesk } from '@concert-mania/core/identity/staff-accounts';
import type { StaffActions } from '@concert-mania/core/identity/staff-actions';
import type { AccountId } from '@concert-mania/core/shared/ids';

/** What staff look up and change about accounts, the programme and each other. */
export interface StaffDeps {
  readonly actions: StaffActions;
  readonly accounts: AccountDesk;
  readonly lists: ProgrammeLists;
  /** Ends every session of an account, on every replica. */
  readonly endSessions: (accountId: AccountId) => Promise<void>;
}
