import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changeReservation,
  foldReservation,
  LIVE_STATUSES,
  RESERVATION_STATUSES,
  type Reservation,
  type ReservationChange,
  type ReservationStatus,
} from './model.ts';
import { viewReservation } from './reservation-view.ts';

const at = new Date('2026-05-01T10:00:00.000Z');
const later = new Date('2026-05-01T10:20:00.000Z');
const held: Reservation = {
  id: 'res_1',
  accountId: 'usr_1',
  concertId: 'con_1',
  performanceId: 'prf_1',
  status: 'held',
  seats: [1, 2, 3].map((seatNumber) => ({
    seatNumber,
    seatGuid: `g${seatNumber}`,
    label: `Floor A-${seatNumber}`,
    grade: 'VIP',
    price: 50_000 * seatNumber,
  })),
  totalAmount: 300_000,
  expiresAt: at,
  createdAt: at,
  version: 1,
};

const changes: readonly ReservationChange[] = [
  { type: 'reservation.payment_started', expiresAt: later },
  { type: 'reservation.payment_withdrawn', expiresAt: at },
  { type: 'reservation.confirmed' },
  { type: 'reservation.payment_failed' },
  { type: 'reservation.expired' },
  { type: 'reservation.released' },
  { type: 'reservation.seats_cancelled', seatNumbers: [2] },
  {
    type: 'reservation.seats_moved',
    moves: [
      { from: 1, to: { seatNumber: 1, seatGuid: 'g9', label: 'Floor A-9', grade: 'VIP', price: 150_000 } },
    ],
  },
  { type: 'reservation.cancelling' },
  { type: 'reservation.cancelled' },
];

const allowed: Readonly<Record<ReservationChange['type'], readonly ReservationStatus[]>> = {
  'reservation.payment_started': ['held', 'expired'],
  'reservation.payment_withdrawn': ['paying'],
  'reservation.confirmed': ['paying', 'expired', 'payment_failed'],
  'reservation.payment_failed': ['paying'],
  'reservation.expired': ['held', 'paying'],
  'reservation.released': ['held'],
  'reservation.seats_cancelled': ['confirmed'],
  'reservation.seats_moved': ['confirmed'],
  'reservation.cancelling': ['confirmed'],
  'reservation.cancelled': ['cancelling'],
};

describe('a reservation', () => {
  for (const change of changes) {
    for (const status of RESERVATION_STATUSES) {
      const can = allowed[change.type].includes(status);
      it(`${can ? 'takes' : 'refuses'} ${change.type} while ${status}`, () => {
        const result = changeReservation({ ...held, status }, change);
        expect(result.ok).toBe(can);
        if (result.ok) expect(result.value.version).toBe(held.version + 1);
        else expect(result.error).toEqual({ code: 'transition_refused', from: status });
      });
    }
  }

  it('moves its deadline only when a payment starts or is withdrawn', () => {
    for (const change of changes) {
      const from = allowed[change.type][0] ?? 'held';
      const result = changeReservation({ ...held, status: from, expiresAt: held.createdAt }, change);
      const expected = 'expiresAt' in change ? change.expiresAt : held.createdAt;
      expect(result.ok && result.value.expiresAt).toEqual(expected);
    }
  });

  it('equals the fold of its events, for every possible sequence', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...changes), { maxLength: 12 }), (wishes) => {
        let current = held;
        const story: ReservationChange[] = [];
        for (const change of wishes) {
          const result = changeReservation(current, change);
          if (!result.ok) continue;
          current = result.value;
          story.push(change);
        }
        expect(foldReservation([{ type: 'reservation.held', reservation: held }, ...story])).toEqual(current);
      }),
      { numRuns: 1_000 },
    );
  });

  it('cannot be folded from an impossible sequence', () => {
    const first = { type: 'reservation.held', reservation: held } as const;
    const notFirst = 'not reservation.held';
    expect(() => foldReservation([])).toThrow(notFirst);
    expect(() => foldReservation([{ type: 'reservation.released' }, first])).toThrow(notFirst);
    expect(() => foldReservation([first, first])).toThrow('second reservation.held');
    expect(() => foldReservation([first, { type: 'reservation.cancelled' }])).toThrow(
      'reservation.cancelled after status held',
    );
  });

  it('loses cancelled seats and their price, but never all of them or another one', () => {
    const cancel = (...seatNumbers: number[]) =>
      changeReservation(
        { ...held, status: 'confirmed' },
        { type: 'reservation.seats_cancelled', seatNumbers },
      );
    const left = cancel(3, 1);
    expect(left.ok && left.value).toEqual({
      ...held,
      status: 'confirmed',
      seats: held.seats.slice(1, 2),
      totalAmount: 100_000,
      version: 2,
    });
    for (const impossible of [[], [4], [1, 4], [1, 2, 3]]) expect(cancel(...impossible).ok).toBe(false);
  });

  it('keeps its price and its other seats when one of them is moved', () => {
    const before: Reservation = { ...held, status: 'confirmed' };
    const [first, second, third] = held.seats;
    const to = { seatNumber: 7, seatGuid: 'g7', label: 'Floor A-7', grade: 'VIP', price: second?.price ?? 0 };
    const move = (...from: number[]) =>
      changeReservation(before, {
        type: 'reservation.seats_moved',
        moves: from.map((seat) => ({ from: seat, to })),
      });
    expect(move(2)).toEqual({ ok: true, value: { ...before, seats: [first, to, third], version: 2 } });
    for (const impossible of [[], [7], [2, 7]]) expect(move(...impossible).ok).toBe(false);
  });

  it('owns its seats exactly while held, paying, confirmed or cancelling', () => {
    expect(LIVE_STATUSES).toEqual(['held', 'paying', 'confirmed', 'cancelling']);
  });

  it('shows a client everything but the account and the version', () => {
    expect(viewReservation(held)).toEqual({
      id: 'res_1',
      concertId: 'con_1',
      performanceId: 'prf_1',
      status: 'held',
      seats: held.seats,
      totalAmount: 300_000,
      currency: 'KRW',
      expiresAt: '2026-05-01T10:00:00.000Z',
      createdAt: '2026-05-01T10:00:00.000Z',
    });
  });
});
