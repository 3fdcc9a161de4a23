import type { Reservation } from '@concert-mania/core/holds/model';
import type { AccountId } from '@concert-mania/core/shared/ids';
import type { Database } from '@concert-mania/db/connection/database';
import { appendEvents } from '@concert-mania/db/events/domain-events';
import {
  applyChange,
  lockReservation,
  RESERVATION_COLUMNS,
  type ReservationRow,
  toReservation,
} from '@concert-mania/db/reservations/reservation-changes';
import { newId, type Sale } from './builders.ts';

interface HoldOptions {
  readonly sale: Pick<Sale, 'concertId' | 'performanceId'>;
  readonly accountId: AccountId;
  readonly seatNumbers: readonly number[];
  /** The price of each seat. */
  readonly price?: number;
  /** Relative to the database's time; negative for an overdue hold. */
  readonly expiresInMs?: number;
}

const PRICE = 150_000;
const TEN_MINUTES_MS = 600_000;

/** A held reservation with its seats and first event, as the hold-worker writes it. */
export async function makeHold(db: Database, options: HoldOptions): Promise<Reservation> {
  const id = newId('res');
  const { concertId, performanceId } = options.sale;
  const { price = PRICE } = options;
  return db.transaction(async (tx) => {
    const taken = await tx.query(
      `update seats set reservation_id = $1 where performance_id = $2 and seat_number = any($3)
       and reservation_id is null returning seat_number`,
      [id, performanceId, options.seatNumbers],
    );
    if (taken.length !== options.seatNumbers.length)
      throw new Error(`only ${taken.length} of the seats ${options.seatNumbers.join(', ')} were free`);
    const seats = options.seatNumbers.map((seatNumber) => ({
      seatNumber,
      seatGuid: `1-${seatNumber}`,
      label: `Floor 1-${seatNumber}`,
      grade: 'VIP',
      price,
    }));
    const [row] = await tx.query<ReservationRow>(
      `insert into reservations
         (id, account_id, concert_id, performance_id, status, seat_count, seats, total_amount, expires_at)
       values ($1, $2, $3, $4, 'held', $5, $6, $7, date_trunc('milliseconds', now() + $8 * interval '1 ms'))
       returning ${RESERVATION_COLUMNS}`,
      [
        id,
        options.accountId,
        concertId,
        performanceId,
        seats.length,
        JSON.stringify(seats),
        seats.length * price,
        options.expiresInMs ?? TEN_MINUTES_MS,
      ],
    );
    if (!row) throw new Error('the insert of a reservation returned no row');
    const reservation = toReservation(row);
    await appendEvents(tx, [{ stream: id, version: 1, type: 'reservation.held', payload: { reservation } }]);
    return reservation;
  });
}

/** Confirms a held reservation and marks its seats as sold, without a payment. */
export async function confirmReservation(db: Database, id: Reservation['id']): Promise<Reservation> {
  return db.transaction(async (tx) => {
    const locked = await lockReservation(tx, id);
    if (!locked) throw new Error(`${id} does not exist`);
    const { expiresAt } = locked.reservation;
    const paying = await applyChange(tx, [locked.reservation], {
      type: 'reservation.payment_started',
      expiresAt,
    });
    const [confirmed] = await applyChange(tx, paying, { type: 'reservation.confirmed' });
    if (!confirmed) throw new Error(`${id} was not confirmed`);
    return confirmed;
  });
}
