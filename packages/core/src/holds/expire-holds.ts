import type { ReservationId } from '../shared/ids.ts';

/** A hold that cannot be ended because its rows contradict each other. It needs manual repair. */
export interface BrokenHold {
  readonly id: ReservationId;
  readonly error: unknown;
}

/** What one batch of expiry did. */
export interface ExpiredBatch {
  /** How long after its deadline each hold was ended, in milliseconds, one entry per hold. */
  readonly latenessMs: readonly number[];
  /** Left as they were, while the others of the batch were ended. */
  readonly broken: readonly BrokenHold[];
}

export interface ExpiryStore {
  /**
   * Ends up to `limit` overdue holds but those named, by the database's clock: status, seats and
   * events, in one transaction unless one of them is broken. Holds that somebody else is deciding
   * about are left to them.
   */
  expireOverdue(limit: number, except: readonly ReservationId[]): Promise<ExpiredBatch>;
  /** For how long the oldest hold that should have ended has been waiting; 0 when none does. */
  oldestOverdueMs(): Promise<number>;
  /** Removes the uses of hold budgets that count no more. */
  forgetHoldUses(): Promise<void>;
}

export interface SeatReturns {
  /**
   * Puts cancelled seats back on sale that are due by the database's clock. Returns how many. Skips
   * concerts that are locked by a change; the next call takes them.
   */
  returnDue(): Promise<number>;
}

export interface ExpirySweep extends ExpiredBatch {
  readonly oldestOverdueMs: number;
}

export const EXPIRY_BATCH = 500;

/**
 * Ends overdue holds but those `knownBroken`, batch after batch, until none is left or `stopped`.
 * Several may sweep at once and share the work.
 */
export async function expireHolds(
  store: ExpiryStore,
  stopped: { readonly aborted: boolean },
  knownBroken: Iterable<ReservationId> = [],
): Promise<ExpirySweep> {
  const latenessMs: number[] = [];
  const broken: BrokenHold[] = [];
  const except = [...knownBroken];
  for (;;) {
    const batch = await store.expireOverdue(EXPIRY_BATCH, except);
    latenessMs.push(...batch.latenessMs);
    broken.push(...batch.broken);
    except.push(...batch.broken.map(({ id }) => id));
    if (batch.latenessMs.length + batch.broken.length < EXPIRY_BATCH || stopped.aborted) break;
  }
  await store.forgetHoldUses();
  return { latenessMs, broken, oldestOverdueMs: await store.oldestOverdueMs() };
}
