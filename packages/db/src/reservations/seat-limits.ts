import type { PerformanceId } from '@concert-mania/core/shared/ids';
import { prepared, type Queryable } from '../connection/database.ts';

// Apart from the first key of every other lock of two keys.
const SEAT_LIMITS = 0x5ea7;

const SHARE = prepared('select pg_advisory_xact_lock_shared($1, hashtext(id)) from unnest($2::text[]) as id');

/**
 * Whoever counts an account's live seats before giving it more must not do so side by side with somebody else who does. Batches of
 * holds are decided one after another anyway and share this lock; it is held until the transaction ends.
 */
export async function shareSeatLimits(
  tx: Queryable,
  performanceIds: readonly PerformanceId[],
): Promise<void> {
  if (performanceIds.length === 0) return;
  await tx.query(SHARE, [SEAT_LIMITS, performanceIds]);
}

/** The same for one who is not of the batches: nobody counts meanwhile. Take it before any lock on seats. */
export async function ownSeatLimits(tx: Queryable, performanceId: PerformanceId): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [SEAT_LIMITS, performanceId]);
}
