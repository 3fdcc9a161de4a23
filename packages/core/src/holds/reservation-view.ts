import { z } from 'zod';
import { RESERVATION_STATUSES, type Reservation } from './model.ts';

/** A reservation in the result of a command. Times are RFC 3339 strings. */
export const reservationView = z.object({
  id: z.string(),
  concertId: z.string(),
  performanceId: z.string(),
  status: z.enum(RESERVATION_STATUSES),
  seats: z
    .array(
      z.object({
        seatNumber: z.int(),
        seatGuid: z.string(),
        label: z.string(),
        grade: z.string(),
        price: z.int(),
      }),
    )
    .readonly(),
  totalAmount: z.int(),
  currency: z.literal('KRW'),
  expiresAt: z.iso.datetime(),
  createdAt: z.iso.datetime(),
});
export type ReservationView = Readonly<z.infer<typeof reservationView>>;

/** The fields of a reservation that clients may see. */
export function viewReservation(reservation: Reservation): ReservationView {
  const { accountId: _account, version: _version, expiresAt, createdAt, ...visible } = reservation;
  return {
    ...visible,
    currency: 'KRW',
    expiresAt: expiresAt.toISOString(),
    createdAt: createdAt.toISOString(),
  };
}
