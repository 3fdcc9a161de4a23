import type { PerformanceId, ReservationId } from '@concert-mania/core/shared/ids';
import type { WritePart } from '../connection/write-together.ts';

/** The seats that the box office gives to a reservation. */
export interface GivenSeats {
  readonly reservationId: ReservationId;
  readonly performanceId: PerformanceId;
  readonly seatNumbers: readonly number[];
  readonly sold: boolean;
}

/** Gives locked seats that are free or blocked to a reservation. Their blocks end. */
export const givenParts = ({
  reservationId,
  performanceId,
  seatNumbers,
  sold,
}: GivenSeats): readonly WritePart[] => [
  {
    name: 'seats_given',
    sql: `update seats set reservation_id = $3, sold = $4::boolean, not_for_sale = null
      where performance_id = $1 and seat_number = any($2::int[]) and reservation_id is null
        and (not_for_sale is null or not_for_sale = 'blocked') returning 1`,
    values: [performanceId, seatNumbers, reservationId, sold],
    rows: seatNumbers.length,
  },
  {
    name: 'blocks_ended',
    sql: 'delete from seat_blocks where performance_id = $1 and seat_number = any($2::int[]) returning 1',
    values: [performanceId, seatNumbers],
    rows: seatNumbers.length,
    allowFewer: true,
  },
];
