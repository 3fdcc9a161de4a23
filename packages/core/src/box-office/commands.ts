import { z } from 'zod';
import { MAX_SEATS_PER_RESERVATION, SEAT_TWICE, seatNumber, seatsUpTo } from '../holds/commands.ts';
import type { Reservation } from '../holds/model.ts';
import { reservationView, viewReservation } from '../holds/reservation-view.ts';
import { DESK_METHODS } from '../payments/model.ts';
import { defineCommand, type OutcomeOf } from '../shared/command.ts';
import type { Refusal } from '../shared/refusal.ts';
import { visibleLines, visibleText } from '../shared/visible-text.ts';
import type { Ticket } from '../tickets/model.ts';
import { ticketView } from '../tickets/ticket-view.ts';

/** The most seats that one command blocks or unblocks. */
export const MAX_SEATS_PER_BLOCK = 500;

const differ = (numbers: readonly number[]) => new Set(numbers).size === numbers.length;

/** Why staff do something, for the record of their actions. */
export const staffReason = visibleText(200);

export const blockedSeats = seatsUpTo(MAX_SEATS_PER_BLOCK);
export const soldSeats = seatsUpTo(MAX_SEATS_PER_RESERVATION);
export const seatMoves = z
  .array(z.strictObject({ from: seatNumber, to: seatNumber }))
  .min(1)
  .max(MAX_SEATS_PER_RESERVATION)
  .refine((all) => differ(all.map(({ from }) => from)) && differ(all.map(({ to }) => to)), SEAT_TWICE);
/** A remark of staff about a sale. */
export const saleNote = visibleLines(1_000);

const ofConcert = { concertId: z.string().min(1), performanceId: z.string().min(1) };
const blockPayload = z.object({
  ...ofConcert,
  seatNumbers: blockedSeats,
  reason: z.string(),
});
const blockResult = z.object({ seatNumbers: z.array(z.int()).readonly() });
const BLOCK_REJECTIONS = [
  'seat_unavailable',
  'seat_not_found',
  'performance_not_found',
  'idempotency_key_reused',
] as const;

export const blockSeats = defineCommand({
  name: 'seats.block',
  payload: blockPayload,
  orderingKey: (payload) => payload.concertId,
  result: blockResult,
  rejections: BLOCK_REJECTIONS,
});
export const unblockSeats = defineCommand({
  name: 'seats.unblock',
  payload: blockPayload,
  orderingKey: (payload) => payload.concertId,
  result: blockResult,
  rejections: BLOCK_REJECTIONS,
});
export type BlockSeats = z.infer<typeof blockPayload>;
export type BlockOutcome = OutcomeOf<typeof blockSeats>;
export type BlockRefusal = Refusal<(typeof BLOCK_REJECTIONS)[number]>;

const soldView = z.object({ reservation: reservationView, tickets: z.array(ticketView).readonly() });

/** A reservation with its tickets, as the result of a command. */
export const viewSold = (reservation: Reservation, tickets: readonly Ticket[]): z.infer<typeof soldView> => {
  const seats = new Map(reservation.seats.map((seat) => [seat.seatNumber, seat]));
  return {
    reservation: viewReservation(reservation),
    tickets: tickets.map((ticket) => ({
      ...ticket,
      label: seats.get(ticket.seatNumber)?.label ?? '',
      grade: seats.get(ticket.seatNumber)?.grade ?? '',
      issuedAt: ticket.issuedAt.toISOString(),
    })),
  };
};

export const sellSeats = defineCommand({
  name: 'box-office.sell',
  payload: z.object({
    ...ofConcert,
    seatNumbers: soldSeats,
    payment: z.enum(DESK_METHODS),
    holderName: z.string().min(1),
    holderEmail: z.string().nullable(),
    holderPhone: z.string().nullable(),
    note: z.string().nullable(),
  }),
  secretMembers: ['holderName', 'holderEmail', 'holderPhone', 'note'],
  orderingKey: (payload) => payload.concertId,
  result: soldView,
  rejections: [
    'seat_unavailable',
    'seat_not_found',
    'performance_not_found',
    'sale_not_open',
    'sale_closed',
    'idempotency_key_reused',
  ],
});
export type SellSeats = z.infer<typeof sellSeats.payload>;
export type SellOutcome = OutcomeOf<typeof sellSeats>;
export type SellRefusal = Refusal<(typeof sellSeats.rejections)[number]>;

export const moveSeats = defineCommand({
  name: 'box-office.move',
  payload: z.object({
    concertId: z.string().min(1),
    reservationId: z.string().min(1),
    moves: z.array(z.object({ from: seatNumber, to: seatNumber })).min(1),
    reason: z.string(),
  }),
  orderingKey: (payload) => payload.concertId,
  result: soldView,
  rejections: [
    'seat_unavailable',
    'seat_not_found',
    'seat_price_differs',
    'reservation_not_found',
    'not_movable',
    'idempotency_key_reused',
  ],
});
export type MoveSeats = z.infer<typeof moveSeats.payload>;
export type MoveOutcome = OutcomeOf<typeof moveSeats>;
export type MoveRefusal = Refusal<(typeof moveSeats.rejections)[number]>;
