import type { TouchedReservations } from '@concert-mania/core/events/ports';
import type { ReservationDetail, ReservationReader } from '@concert-mania/core/payments/read-reservations';
import type { Queryable } from '../connection/database.ts';
import { readTimelines } from '../events/timelines.ts';
import { PAYMENT_COLUMNS, type PaymentRow, toPayment } from '../money/payments/payment-rows.ts';
import { RESERVATION_COLUMNS, type ReservationRow, toReservation } from './reservation-changes.ts';

type DetailRow = ReservationRow & { remaining_seconds: number };

const DETAIL_COLUMNS = `${RESERVATION_COLUMNS},
  case when status in ('held', 'paying')
    then greatest(0, floor(extract(epoch from expires_at - now())))::int else 0 end as remaining_seconds`;

/** Reads an account's reservations: three statements per page of any size. */
export function makeReservationReader(db: Queryable): ReservationReader {
  return {
    find: async (accountId, id) => {
      const rows = await db.query<DetailRow>(
        `select ${DETAIL_COLUMNS} from reservations where id = $1 and account_id = $2`,
        [id, accountId],
      );
      const [detail] = await withHistory(db, rows);
      return detail ?? null;
    },
    list: async (accountId, { before, limit }) => {
      // One row more than requested shows whether there is a next page.
      const rows = await db.query<DetailRow>(
        `select ${DETAIL_COLUMNS} from reservations
         where account_id = $1 and ($2::text is null or id < $2) order by id desc limit $3`,
        [accountId, before, limit + 1],
      );
      return { items: await withHistory(db, rows.slice(0, limit)), more: rows.length > limit };
    },
  };
}

async function withHistory(db: Queryable, rows: readonly DetailRow[]): Promise<readonly ReservationDetail[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const [payments, timelines] = await Promise.all([
    db.query<PaymentRow>(
      `select ${PAYMENT_COLUMNS} from payments where reservation_id = any($1) order by id`,
      [ids],
    ),
    readTimelines(db, ids),
  ]);
  const paymentsOf = Map.groupBy(payments, (row) => row.reservation_id);
  return rows.map((row) => ({
    reservation: toReservation(row),
    remainingSeconds: row.remaining_seconds,
    payments: (paymentsOf.get(row.id) ?? []).map(toPayment),
    timeline: timelines.get(row.id) ?? [],
  }));
}

/** Reads the facts of reservations that event consumers need. */
export function makeTouchedReservations(db: Queryable): TouchedReservations {
  return {
    findTouched: async (ids) => {
      const rows = await db.query<
        Pick<ReservationRow, 'id' | 'account_id' | 'concert_id' | 'performance_id' | 'seats'>
      >('select id, account_id, concert_id, performance_id, seats from reservations where id = any($1)', [
        ids,
      ]);
      return rows.map((row) => ({
        id: row.id,
        accountId: row.account_id,
        concertId: row.concert_id,
        performanceId: row.performance_id,
        seatNumbers: row.seats.map((seat) => seat.seatNumber),
      }));
    },
  };
}
