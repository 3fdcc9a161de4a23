import type { AccountId, ConcertId, PerformanceId, ReservationId } from '../shared/ids.ts';
import type { Won } from '../shared/money.ts';
import { ok, type Result, refuse } from '../shared/result.ts';

export const RESERVATION_STATUSES = [
  'held',
  'paying',
  'confirmed',
  'cancelling',
  'cancelled',
  'expired',
  'released',
  'payment_failed',
] as const;
export type ReservationStatus = (typeof RESERVATION_STATUSES)[number];

/** The statuses in which a reservation owns its seats. */
export const LIVE_STATUSES: readonly ReservationStatus[] = ['held', 'paying', 'confirmed', 'cancelling'];

/** A seat as it was when held or moved to. Its price is what it was sold for. */
export interface ReservedSeat {
  readonly seatNumber: number;
  readonly seatGuid: string;
  readonly label: string;
  readonly grade: string;
  readonly price: Won;
}

export interface Reservation {
  readonly id: ReservationId;
  readonly accountId: AccountId;
  readonly concertId: ConcertId;
  readonly performanceId: PerformanceId;
  readonly status: ReservationStatus;
  readonly seats: readonly ReservedSeat[];
  readonly totalAmount: Won;
  readonly expiresAt: Date;
  readonly createdAt: Date;
  readonly version: number;
}

/** A seat of a reservation, and the seat that replaces it. */
export interface MovedSeat {
  readonly from: number;
  readonly to: ReservedSeat;
}

/** A change of a reservation, in the past tense. Each is one row of `domain_events`. */
export type ReservationChange =
  | { readonly type: 'reservation.payment_started'; readonly expiresAt: Date }
  | { readonly type: 'reservation.payment_withdrawn'; readonly expiresAt: Date }
  | { readonly type: 'reservation.confirmed' }
  | { readonly type: 'reservation.payment_failed' }
  | { readonly type: 'reservation.expired' }
  | { readonly type: 'reservation.released' }
  /** Some seats of a confirmed reservation, never all: those cancel the reservation. */
  | { readonly type: 'reservation.seats_cancelled'; readonly seatNumbers: readonly number[] }
  | { readonly type: 'reservation.seats_moved'; readonly moves: readonly MovedSeat[] }
  | { readonly type: 'reservation.cancelling' }
  | { readonly type: 'reservation.cancelled' };

export type ReservationEvent =
  | { readonly type: 'reservation.held'; readonly reservation: Reservation }
  | ReservationChange;

const NEXT: {
  readonly [T in ReservationChange['type']]: {
    readonly from: readonly ReservationStatus[];
    readonly to: ReservationStatus;
  };
} = {
  // A payment accepted in time but processed late may take the same seats again if they are free.
  'reservation.payment_started': { from: ['held', 'expired'], to: 'paying' },
  'reservation.payment_withdrawn': { from: ['paying'], to: 'held' },
  // A capture that arrives after the hold expired may still take the same seats if they are free.
  'reservation.confirmed': { from: ['paying', 'expired', 'payment_failed'], to: 'confirmed' },
  'reservation.payment_failed': { from: ['paying'], to: 'payment_failed' },
  'reservation.expired': { from: ['held', 'paying'], to: 'expired' },
  'reservation.released': { from: ['held'], to: 'released' },
  'reservation.seats_cancelled': { from: ['confirmed'], to: 'confirmed' },
  'reservation.seats_moved': { from: ['confirmed'], to: 'confirmed' },
  'reservation.cancelling': { from: ['confirmed'], to: 'cancelling' },
  'reservation.cancelled': { from: ['cancelling'], to: 'cancelled' },
};

/** Applies a change, or refuses it if the reservation's status or seats do not allow it. */
export function changeReservation(
  reservation: Reservation,
  change: ReservationChange,
): Result<Reservation, { readonly code: 'transition_refused'; readonly from: ReservationStatus }> {
  const rule = NEXT[change.type];
  const seats = seatsAfter(reservation, change);
  if (!rule.from.includes(reservation.status) || seats === null) {
    return refuse({ code: 'transition_refused', from: reservation.status });
  }
  const expiresAt = 'expiresAt' in change ? change.expiresAt : reservation.expiresAt;
  const { totalAmount, version } = reservation;
  return ok({
    ...reservation,
    status: rule.to,
    seats,
    totalAmount: seats === reservation.seats ? totalAmount : priceOf(seats),
    expiresAt,
    version: version + 1,
  });
}

/** The seats that a change leaves. Null if it does not fit them. */
function seatsAfter({ seats }: Reservation, change: ReservationChange): readonly ReservedSeat[] | null {
  switch (change.type) {
    case 'reservation.seats_cancelled':
      return withoutSeats(seats, change.seatNumbers);
    case 'reservation.seats_moved':
      return withMoved(seats, change.moves);
    default:
      return seats;
  }
}

function withoutSeats(seats: readonly ReservedSeat[], cancelled: readonly number[]) {
  const left = seats.filter(({ seatNumber }) => !cancelled.includes(seatNumber));
  const fits = left.length > 0 && left.length === seats.length - new Set(cancelled).size;
  return fits && left.length < seats.length ? left : null;
}

function withMoved(seats: readonly ReservedSeat[], moves: readonly MovedSeat[]) {
  const to = new Map(moves.map((move) => [move.from, move.to]));
  const moving = seats.filter(({ seatNumber }) => to.has(seatNumber));
  const fits = moves.length > 0 && moving.length === moves.length;
  return fits ? seats.map((seat) => to.get(seat.seatNumber) ?? seat) : null;
}

/** The seats that a reservation lost. */
export const lostSeats = (before: Reservation, after: Reservation): readonly ReservedSeat[] =>
  before.seats === after.seats
    ? []
    : before.seats.filter((seat) => !after.seats.some(({ seatNumber }) => seatNumber === seat.seatNumber));

export const priceOf = (seats: readonly ReservedSeat[]): Won =>
  seats.reduce((sum, { price }) => sum + price, 0);

/** A reservation before and after its changes. */
export interface ReservationMove {
  readonly before: Reservation;
  readonly after: Reservation;
  /** In order, each with the reservation that it led to. */
  readonly steps: readonly { readonly change: ReservationChange; readonly after: Reservation }[];
}

/** Applies changes in order. Throws if a status does not allow one, so callers check it first. */
export function moveReservation(before: Reservation, changes: readonly ReservationChange[]): ReservationMove {
  let after = before;
  const steps = changes.map((change) => {
    const next = changeReservation(after, change);
    if (!next.ok) throw new Error(`${change.type} cannot follow ${next.error.from} of ${before.id}`);
    after = next.value;
    return { change, after };
  });
  return { before, after, steps };
}

/** Rebuilds a reservation from its events, oldest first. Throws on an impossible sequence. */
export function foldReservation(events: readonly ReservationEvent[]): Reservation {
  const [first, ...rest] = events;
  if (first?.type !== 'reservation.held')
    throw new Error(`the first event is ${first?.type ?? 'missing'}, not reservation.held`);
  let reservation = first.reservation;
  for (const event of rest) {
    if (event.type === 'reservation.held')
      throw new Error(`reservation ${reservation.id} has a second reservation.held event`);
    const changed = changeReservation(reservation, event);
    if (!changed.ok)
      throw new Error(`reservation ${reservation.id}: ${event.type} after status ${reservation.status}`);
    reservation = changed.value;
  }
  return reservation;
}
