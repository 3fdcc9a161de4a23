import type { EndSessions } from '@concert-mania/core/identity/sessions/end-sessions';
import type { AccountDesk } from '@concert-mania/core/identity/staff/staff-accounts';
import type { StaffActions } from '@concert-mania/core/identity/staff/staff-actions';
import type { ProgrammeLists } from '@concert-mania/core/programme/lists';

/** The staff's operations on accounts and the programme. */
export interface StaffDeps {
  readonly actions: StaffActions;
  readonly accounts: AccountDesk;
  readonly lists: ProgrammeLists;
  readonly endSessions: EndSessions;
}
