import { RESERVATION_STATUSES } from '@concert-mania/core/holds/model';
import { reservationView, viewReservation } from '@concert-mania/core/holds/reservation-view';
import { viewPayment } from '@concert-mania/core/payments/payment-view';
import type { ReservationDetail } from '@concert-mania/core/payments/read-reservations';
import { z } from '@hono/zod-openapi';
import { instant } from '../http/schema.ts';
import { paymentSchema } from './present-payment.ts';
import { presentTimeline, timelineSchema } from './present-timeline.ts';

const decided = reservationView.extend({
  id: z.string().openapi({ example: 'res_01k3x9w2yq5v7c8m4n6p0r1s2t' }),
  status: z.enum(RESERVATION_STATUSES).openapi('ReservationStatus'),
  expiresAt: instant,
  remainingSeconds: z.int().min(0),
  createdAt: instant,
});

/** A reservation in the result of a command. */
export const decidedReservation = decided.openapi('DecidedReservation');

/** A reservation as its owner sees it. */
export const reservationSchema = decided
  .extend({
    payments: z.array(paymentSchema),
    timeline: timelineSchema,
  })
  .openapi('Reservation');
export type ReservationAnswer = z.infer<typeof reservationSchema>;

/** Presents a reservation with its payments and its timeline. */
export function presentReservation(detail: ReservationDetail): ReservationAnswer {
  return {
    ...viewReservation(detail.reservation),
    remainingSeconds: detail.remainingSeconds,
    payments: detail.payments.map(viewPayment),
    timeline: presentTimeline(detail.timeline),
  };
}
