import { describe, expect, it } from 'vitest';
import { moveReservation, type Reservation, type ReservationStatus } from '../holds/model.ts';
import { ticketsAfter } from './model.ts';

const at = new Date('2026-05-01T10:00:00.000Z');
const seat = (seatNumber: number) => ({
  seatNumber,
  seatGuid: `g${seatNumber}`,
  label: `Floor A-${seatNumber}`,
  grade: 'VIP',
  price: 150_000,
});
const reservation = (status: ReservationStatus, ...seatNumbers: readonly number[]): Reservation => ({
  id: 'res_1',
  accountId: 'usr_1',
  concertId: 'con_1',
  performanceId: 'prf_1',
  status,
  seats: seatNumbers.map(seat),
  totalAmount: 150_000 * seatNumbers.length,
  expiresAt: at,
  createdAt: at,
  version: 1,
});

const issued = (id: string, seatNumber: number) => ({
  kind: 'issued',
  ticket: { id, reservationId: 'res_1', performanceId: 'prf_1', seatNumber },
});
const voided = (seatNumber: number) => ({ kind: 'voided', reservationId: 'res_1', seatNumber });

describe('the tickets of a reservation', () => {
  it.each(['paying', 'expired', 'payment_failed'] as const)(
    'are issued when it goes from %s to confirmed',
    (from) => {
      const move = moveReservation(reservation(from, 7, 9), [{ type: 'reservation.confirmed' }]);
      expect(ticketsAfter(move)).toEqual([issued('tkt_101', 7), issued('tkt_102', 9)]);
    },
  );

  it('are issued when it is paid in one step', () => {
    const move = moveReservation(reservation('held', 7), [
      { type: 'reservation.payment_started', expiresAt: at },
      { type: 'reservation.confirmed' },
    ]);
    expect(ticketsAfter(move)).toEqual([issued('tkt_101', 7)]);
  });

  it('are void when its cancellation begins, and not again when it ends', () => {
    const begun = moveReservation(reservation('confirmed', 7, 9), [{ type: 'reservation.cancelling' }]);
    expect(ticketsAfter(begun)).toEqual([voided(7), voided(9)]);
    const ended = moveReservation(begun.after, [{ type: 'reservation.cancelled' }]);
    expect(ticketsAfter(ended)).toEqual([]);
  });

  it('are untouched by the moves of an unpaid reservation', () => {
    const held = reservation('held', 7);
    expect(ticketsAfter(moveReservation(held, [{ type: 'reservation.expired' }]))).toEqual([]);
    expect(ticketsAfter(moveReservation(held, [{ type: 'reservation.released' }]))).toEqual([]);
  });

  it('are void for the seats alone that it gives up', () => {
    const before = reservation('confirmed', 7, 9);
    const after = { ...before, seats: [seat(9)], version: 2 };
    expect(ticketsAfter({ before, after, steps: [] })).toEqual([voided(7)]);
  });

  it('follow their seats when seats are moved', () => {
    const before = reservation('confirmed', 7, 9);
    const moved = moveReservation(before, [
      { type: 'reservation.seats_moved', moves: [{ from: 9, to: seat(4) }] },
    ]);
    expect(ticketsAfter(moved)).toEqual([{ kind: 'moved', reservationId: 'res_1', from: 9, to: 4 }]);
  });
});
