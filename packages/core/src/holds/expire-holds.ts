import type { ReservationId } from '../shared/ids.ts';

/** A hold that cannot be ended because its rows contradict each other. It needs manual repair. */
export interface BrokenHold {
  readonly id: ReservationId;
  readonly error: unknown;
}

/** The result of one expiry batch. */
export interface ExpiredBatch {
  /** How long after its deadline each hold was ended, in milliseconds, one entry per hold. */
  readonly latenessMs: readonly number[];
  /** Holds left unchanged while the others of the batch were ended. */
  readonly broken: readonly BrokenHold[];
}

export interface ExpiryStore {
  /**
   * Ends up to `limit` overdue holds except those named, by the database's clock. Status, seats and
   * events are one transaction unless a hold is broken. Skips holds locked by other transactions.
   */
  expireOverdue(limit: number, except: readonly ReservationId[]): Promise<ExpiredBatch>;
  /** How long the most overdue hold has been overdue; 0 if none is. */
  oldestOverdueMs(): Promise<number>;
  /** Deletes uses of hold budgets that no longer count. */
  forgetHoldUses(): Promise<void>;
}

export interface SeatReturns {
  /**
   * Returns due cancelled seats to sale, by the database's clock, and returns their number. Skips
   * concerts locked by a change; the next call takes them.
   */
  returnDue(): Promise<number>;
}

export interface ExpirySweep extends ExpiredBatch {
  readonly oldestOverdueMs: number;
}

/**
 * A payment extends the deadline of its hold and is settled by then. If this grace has passed too,
 * the gateway is silent and the seats go back on sale. Later money retakes them or is refunded.
 */
export const PAYING_GRACE_SECONDS = 60;

export const EXPIRY_BATCH = 500;

/**
 * Ends overdue holds except `knownBroken`, batch by batch, until none is left or `stopped`. Several
 * processes may sweep at once and share the work.
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
