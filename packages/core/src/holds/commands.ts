import { z } from 'zod';
import { PLAN_LIMITS } from '../catalogue/seating-plan-schema.ts';
import { defineCommand, type OutcomeOf } from '../shared/command.ts';
import type { Refusal } from '../shared/refusal.ts';
import { visibleTextOrNone } from '../shared/visible-text.ts';
import { reservationView } from './reservation-view.ts';

export const MAX_SEATS_PER_HOLD = 10;

const seatNumber = z.int().min(1).max(60_000);

const chosenSeats = {
  seatNumbers: z
    .array(seatNumber)
    .min(1)
    .max(MAX_SEATS_PER_HOLD)
    .refine((numbers) => new Set(numbers).size === numbers.length, 'a seat is named twice'),
};
const bestSeats = {
  quantity: z.int().min(1).max(MAX_SEATS_PER_HOLD),
  grade: z.string().min(1).max(40).optional(),
  zone: z.string().min(1).max(PLAN_LIMITS.textLength).optional(),
  adjacent: z.boolean().default(true),
  preventOrphans: z.boolean().default(true),
  accessible: z.int().min(0).max(MAX_SEATS_PER_HOLD).default(0),
};
const fewAccessible = ({ accessible, quantity }: { accessible: number; quantity: number }) =>
  accessible <= quantity;
const TOO_MANY_ACCESSIBLE = { path: ['accessible'], message: 'more accessible seats than seats' };

/** The seats that a client asks for: named seats or the best available. */
export const seatRequest = z.union([
  z.strictObject(chosenSeats),
  z.strictObject({
    bestAvailable: z.strictObject(bestSeats).refine(fewAccessible, TOO_MANY_ACCESSIBLE),
  }),
]);
/** The queued form. Ignores unknown fields, which a newer API may have added. */
const queuedSeatRequest = z.union([
  z.object(chosenSeats),
  z.object({ bestAvailable: z.object(bestSeats).refine(fewAccessible, TOO_MANY_ACCESSIBLE) }),
]);
export type SeatRequest = z.infer<typeof seatRequest>;

const MAX_REASON_CHARS = 200;

export const holdSeats = defineCommand({
  name: 'reservation.hold',
  payload: z.object({
    concertId: z.string().min(1),
    performanceId: z.string().min(1),
    /** Null if the concert has no waiting room. */
    queueToken: z.uuid().nullable(),
    request: queuedSeatRequest,
  }),
  secretMembers: ['queueToken'],
  orderingKey: (payload) => payload.concertId,
  result: z.object({ reservation: reservationView }),
  rejections: [
    'seat_unavailable',
    'seat_limit_exceeded',
    'hold_budget_used_up',
    'seat_not_found',
    'sale_not_open',
    'sale_closed',
    'no_adjacent_seats',
    'not_enough_seats',
    'admission_required',
    'performance_not_found',
    'idempotency_key_reused',
  ],
});
export type HoldSeats = z.infer<typeof holdSeats.payload>;
export type HoldOutcome = OutcomeOf<typeof holdSeats>;
export type HoldRefusal = Refusal<(typeof holdSeats.rejections)[number]>;

/** The fan's reason for a cancellation; blank means none. Never sent to a gateway. */
export const cancellationReason = visibleTextOrNone(MAX_REASON_CHARS);

export const cancelReservation = defineCommand({
  name: 'reservation.cancel',
  payload: z.object({
    reservationId: z.string().min(1),
    // Commands accepted by earlier versions may have a blank or multi-line reason.
    reason: z.string().trim().max(MAX_REASON_CHARS).nullable(),
  }),
  orderingKey: (payload) => payload.reservationId,
  result: z.object({ reservation: reservationView, refundAmount: z.int(), feeAmount: z.int() }),
  rejections: ['reservation_not_found', 'not_cancellable', 'idempotency_key_reused'],
});
export type CancelReservation = z.infer<typeof cancelReservation.payload>;
export type CancelOutcome = OutcomeOf<typeof cancelReservation>;
