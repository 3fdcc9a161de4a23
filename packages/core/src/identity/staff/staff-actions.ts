import type { AccountId } from '../../shared/ids.ts';

/** The staff member who acts, and the request. */
export interface Actor {
  readonly accountId: AccountId;
  readonly requestId: string | null;
}

/** A staff member as others see them. The name is null once the account is erased. */
export interface Clerk {
  readonly id: AccountId;
  readonly name: string | null;
}

/** An action of a staff member. `subject` is the id of its object. */
export interface StaffAction {
  /** Orders actions by time of writing. */
  readonly id: string;
  readonly at: Date;
  /** Null: on the command line. */
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

/** The log of staff actions. An action is written in the transaction of its change. */
export interface StaffActions {
  /** Records an action that changes no row. */
  record(
    by: Actor,
    action: string,
    subject: string | null,
    details?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  /** Newest first, with ids below `before`. */
  list(page: {
    readonly filter: StaffActionFilter;
    readonly before: string | null;
    readonly limit: number;
  }): Promise<{ readonly items: readonly StaffAction[]; readonly more: boolean }>;
}
