import {
  type ExpiredBatch,
  type ExpiryStore,
  PAYING_GRACE_SECONDS,
} from '@concert-mania/core/holds/expire-holds';
import { HOLD_USE_SECONDS } from '@concert-mania/core/holds/hold-budget';
import type { ReservationId } from '@concert-mania/core/shared/ids';
import type { Database, Queryable } from '../connection/database.ts';
import { isDataError } from '../connection/faults.ts';
import {
  applyChange,
  RESERVATION_COLUMNS,
  type ReservationRow,
  toReservation,
} from './reservation-changes.ts';

// now() is the transaction's start, so nothing ends early. It is stable, so the partial index on
// expires_at serves it; clock_timestamp() would not use it.
const OVERDUE = `status in ('held', 'paying') and expires_at <= now()
  and (status = 'held' or expires_at <= now() - make_interval(secs => $1))`;

const LOCK_OVERDUE = `
  select ${RESERVATION_COLUMNS}, (extract(epoch from now() - expires_at) * 1000)::double precision as late_ms
  from reservations where ${OVERDUE}`;

type OverdueRow = ReservationRow & { late_ms: number };

/** Ends overdue holds by the database's clock; the worker's clock does not matter. */
export function makeExpiryStore(db: Database, payingGraceSeconds = PAYING_GRACE_SECONDS): ExpiryStore {
  const expireThese = (ids: readonly ReservationId[]): Promise<ExpiredBatch> =>
    expire(
      db,
      (tx) => tx.query(`${LOCK_OVERDUE} and id = any($2) for update skip locked`, [payingGraceSeconds, ids]),
      expireThese,
    );
  return {
    expireOverdue: (limit, except) =>
      expire(
        db,
        (tx) =>
          tx.query(`${LOCK_OVERDUE} and id <> all($2) order by expires_at limit $3 for update skip locked`, [
            payingGraceSeconds,
            except,
            limit,
          ]),
        expireThese,
      ),
    oldestOverdueMs: async () => {
      const [row] = await db.query<{ late_ms: number }>(
        `select coalesce(extract(epoch from now() - min(expires_at)) * 1000, 0)::double precision as late_ms
         from reservations where ${OVERDUE}`,
        [payingGraceSeconds],
      );
      return row?.late_ms ?? 0;
    },
    forgetHoldUses: async () => {
      await db.query(
        `delete from hold_uses where ended_at <= now() - interval '${HOLD_USE_SECONDS} seconds'`,
      );
    },
  };
}

/**
 * Ends all that `lock` finds. If a row forbids that, tries each half, until the bad row is alone.
 */
async function expire(
  db: Database,
  lock: (tx: Queryable) => Promise<readonly OverdueRow[]>,
  expireThese: (ids: readonly ReservationId[]) => Promise<ExpiredBatch>,
): Promise<ExpiredBatch> {
  let rows: readonly OverdueRow[] = [];
  try {
    await db.transaction(
      async (tx) => {
        rows = await lock(tx);
        if (rows.length > 0) await applyChange(tx, rows.map(toReservation), { type: 'reservation.expired' });
      },
      { byKey: true },
    );
    return { latenessMs: rows.map((row) => row.late_ms), broken: [] };
  } catch (error) {
    const [first] = rows;
    if (first === undefined || !isDataError(error)) throw error;
    if (rows.length === 1) return { latenessMs: [], broken: [{ id: first.id, error }] };
    const ids = rows.map(({ id }) => id);
    const middle = ids.length >> 1;
    const halves = [await expireThese(ids.slice(0, middle)), await expireThese(ids.slice(middle))];
    return {
      latenessMs: halves.flatMap(({ latenessMs }) => latenessMs),
      broken: halves.flatMap(({ broken }) => broken),
    };
  }
}
