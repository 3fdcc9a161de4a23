import type { AccountId } from '../../shared/ids.ts';

/** Who does something, and in which request. */
export interface Actor {
  readonly accountId: AccountId;
  readonly requestId: string | null;
}

/** What somebody of the staff did. `subject` is the id of what it was done to. */
export interface StaffAction {
  /** Orders actions by when they were written. */
  readonly id: string;
  readonly at: Date;
  /** Null: done on the command line. */
  readonly accountId: AccountId | null;
  readonly action: string;
  readonly subject: string | null;
  readonly requestId: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface StaffActionFilter {
  readonly accountId: string | null;
  readonly action: string | null;
  readonly subject: string | null;
  /** Inclusive. */
  readonly from: Date | null;
  /** Exclusive. */
  readonly to: Date | null;
}

/**
 * The log of staff actions. Actions that change the database are written in the transaction of the
 * change.
 */
export interface StaffActions {
  /** Records an action that changes nothing in the database. */
  record(by: Actor, action: string, subject: string | null): Promise<void>;
  /** Newest first, below the action `before`. */
  list(page: {
    readonly filter: StaffActionFilter;
    readonly before: string | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly StaffAction[]; readonly more: boolean }>;
}
