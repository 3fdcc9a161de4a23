import type { ExpiryStore } from '@concert-mania/core/holds/expire-holds';
import type { Database } from './database.ts';
import {
  applyChange,
  RESERVATION_COLUMNS,
  type ReservationRow,
  toReservation,
} from './reservation-changes.ts';

/**
 * A fan who is paying was given a later deadline when the payment was claimed, and whoever asks the gateway settles it
 * by then. Only when that deadline and this grace have passed too, which means that the gateway has been silent all the
 * while, do the seats go back on sale; money that turns out to be captured then takes them again or is refunded.
 */
export const PAYING_GRACE_SECONDS = 60;

// now() is the start of the transaction: never later than the moment of the decision, so nothing ends early, and
// stable, so that the partial index on expires_at serves it (clock_timestamp() would not).
const OVERDUE = `status in ('held', 'paying') and expires_at <= now()
  and (status = 'held' or expires_at <= now() - make_interval(secs => $1))`;

/** Ends overdue holds by the clock of the database; a wrong clock of the worker changes nothing. */
export function makeExpiryStore(db: Database, payingGraceSeconds = PAYING_GRACE_SECONDS): ExpiryStore {
  return {
    expireOverdue: (limit) =>
      db.transaction(async (tx) => {
        const rows = await tx.query<ReservationRow & { late_ms: number }>(
          `select ${RESERVATION_COLUMNS},
             (extract(epoch from now() - expires_at) * 1000)::double precision as late_ms
           from reservations where ${OVERDUE} order by expires_at limit $2 for update skip locked`,
          [payingGraceSeconds, limit],
        );
        if (rows.length > 0) await applyChange(tx, rows.map(toReservation), { type: 'reservation.expired' });
        return { latenessMs: rows.map((row) => row.late_ms) };
      }),
    oldestOverdueMs: async () => {
      const [row] = await db.query<{ late_ms: number }>(
        `select coalesce(extract(epoch from now() - min(expires_at)) * 1000, 0)::double precision as late_ms
         from reservations where ${OVERDUE}`,
        [payingGraceSeconds],
      );
      return row?.late_ms ?? 0;
    },
  };
}
