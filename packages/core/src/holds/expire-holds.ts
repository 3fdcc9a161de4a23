/** What one batch of expiry did. */
export interface ExpiredBatch {
  /** How long after its deadline each hold was ended, in milliseconds, one entry per hold. */
  readonly latenessMs: readonly number[];
}

export interface ExpiryStore {
  /**
   * Ends up to `limit` overdue holds in one transaction, by the database's clock: status, seats and events. Holds that
   * somebody else is deciding about are left to them.
   */
  expireOverdue(limit: number): Promise<ExpiredBatch>;
  /** For how long the oldest hold that should have ended has been waiting; 0 when none does. */
  oldestOverdueMs(): Promise<number>;
}

export interface ExpirySweep {
  readonly latenessMs: readonly number[];
  readonly oldestOverdueMs: number;
}

export const EXPIRY_BATCH = 500;

/** Ends overdue holds, batch after batch, until none is left or `stopped`. Several may sweep at once and share the work. */
export async function expireHolds(
  store: ExpiryStore,
  stopped: { readonly aborted: boolean },
): Promise<ExpirySweep> {
  const latenessMs: number[] = [];
  for (;;) {
    const batch = await store.expireOverdue(EXPIRY_BATCH);
    latenessMs.push(...batch.latenessMs);
    if (batch.latenessMs.length < EXPIRY_BATCH || stopped.aborted) break;
  }
  return { latenessMs, oldestOverdueMs: await store.oldestOverdueMs() };
}
