import { z } from 'zod';
import { PLAN_LIMITS } from '../catalogue/seating-plan-schema.ts';
import { defineCommand, type OutcomeOf } from '../shared/command.ts';
import type { Refusal } from '../shared/refusal.ts';
import { visibleTextOrNone } from '../shared/visible-text.ts';
import { reservationView } from './reservation-view.ts';

export const MAX_SEATS_PER_HOLD = 10;
/** The limit of a sale at the desk. */
export const MAX_SEATS_PER_RESERVATION = 50;

export const seatNumber = z.int().min(1).max(60_000);

export const SEAT_TWICE = 'a seat is named twice';

/** Different seats by number. */
export const seatsUpTo = (most: number) =>
  z
    .array(seatNumber)
    .min(1)
    .max(most)
    .refine((numbers) => new Set(numbers).size === numbers.length, SEAT_TWICE);

const chosenSeats = { seatNumbers: seatsUpTo(MAX_SEATS_PER_HOLD) };
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

/** Seats of a reservation by number. One that was sold at the desk may have more. */
export const someSeats = seatsUpTo(MAX_SEATS_PER_RESERVATION);

/** The same for fans and staff. The amounts are those of the cancelled seats. */
const cancellation = {
  result: z.object({ reservation: reservationView, refundAmount: z.int(), feeAmount: z.int() }),
  rejections: [
    'reservation_not_found',
    'seat_not_found',
    'not_cancellable',
    'refund_blocked',
    'idempotency_key_reused',
  ],
} as const;

export const cancelReservation = defineCommand({
  name: 'reservation.cancel',
  payload: z.object({
    reservationId: z.string().min(1),
    // Commands accepted by earlier versions may have a blank or multi-line reason.
    reason: z.string().trim().max(MAX_REASON_CHARS).nullable(),
    /** All that are left, unless given. */
    seatNumbers: someSeats.optional(),
  }),
  // An earlier version would cancel the whole reservation.
  envelopeVersion: ({ seatNumbers }) => (seatNumbers === undefined ? 1 : 2),
  orderingKey: (payload) => payload.reservationId,
  ...cancellation,
});
export type CancelReservation = z.infer<typeof cancelReservation.payload>;
export type CancelOutcome = OutcomeOf<typeof cancelReservation>;
export type CancelRefusal = Refusal<(typeof cancelReservation.rejections)[number]>;

/** How much of the price staff give back: as the policy says, all of it, or nothing. */
export const REFUND_RULES = ['policy', 'full', 'none'] as const;
export type RefundRule = (typeof REFUND_RULES)[number];

export const cancelAtBoxOffice = defineCommand({
  name: 'box-office.cancel',
  payload: z.object({
    reservationId: z.string().min(1),
    seatNumbers: someSeats.optional(),
    refund: z.enum(REFUND_RULES),
    reason: z.string().min(1).max(MAX_REASON_CHARS),
  }),
  orderingKey: (payload) => payload.reservationId,
  ...cancellation,
});
export type CancelAtBoxOffice = z.infer<typeof cancelAtBoxOffice.payload>;
export type CancelCommandName = typeof cancelReservation.name | typeof cancelAtBoxOffice.name;
