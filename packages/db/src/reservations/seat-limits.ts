import type { PerformanceId } from '@concert-mania/core/shared/ids';
import { LOCK_CLASSES } from '../connection/advisory-locks.ts';
import { prepared, type Queryable } from '../connection/database.ts';

const SHARE = prepared('select pg_advisory_xact_lock_shared($1, hashtext(id)) from unnest($2::text[]) as id');

/**
 * Excludes other transactions that count an account's live seats before giving it more. Batches of
 * holds run one after another and share this lock. It lasts until the transaction ends.
 */
export async function shareSeatLimits(
  tx: Queryable,
  performanceIds: readonly PerformanceId[],
): Promise<void> {
  if (performanceIds.length === 0) return;
  await tx.query(SHARE, [LOCK_CLASSES.seatLimits, performanceIds]);
}

/** The exclusive lock for every other transaction. Take it before any lock on seats. */
export async function lockSeatLimits(tx: Queryable, performanceId: PerformanceId): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1, hashtext($2))', [LOCK_CLASSES.seatLimits, performanceId]);
}
