import { RESERVATION_STATUSES, viewReservation } from '@concert-mania/core/holds/model';
import { viewPayment } from '@concert-mania/core/payments/model';
import type { ReservationDetail } from '@concert-mania/core/payments/read-reservations';
import { z } from '@hono/zod-openapi';
import { instant } from '../http/schema.ts';
import { paymentSchema } from './present-payment.ts';

/** A reservation as its owner sees it. */
export const reservationSchema = z
  .object({
    id: z.string().openapi({ example: 'res_01k3x9w2yq5v7c8m4n6p0r1s2t' }),
    concertId: z.string(),
    performanceId: z.string(),
    status: z.enum(RESERVATION_STATUSES).openapi('ReservationStatus'),
    seats: z.array(
      z.object({
        seatNumber: z.int(),
        seatGuid: z.string(),
        label: z.string(),
        grade: z.string(),
        price: z.int(),
      }),
    ),
    totalAmount: z.int(),
    currency: z.literal('KRW'),
    expiresAt: instant,
    remainingSeconds: z.int().min(0),
    createdAt: instant,
    payments: z.array(paymentSchema),
    timeline: z.array(z.object({ type: z.string(), at: instant })),
  })
  .openapi('Reservation');
export type ReservationAnswer = z.infer<typeof reservationSchema>;

/** Presents a reservation with its payments and its timeline. */
export function presentReservation(detail: ReservationDetail): ReservationAnswer {
  const view = viewReservation(detail.reservation);
  return {
    ...view,
    seats: view.seats.map((seat) => ({ ...seat })),
    remainingSeconds: detail.remainingSeconds,
    payments: detail.payments.map(viewPayment),
    timeline: detail.timeline.map(({ type, at }) => ({ type, at: at.toISOString() })),
  };
}
