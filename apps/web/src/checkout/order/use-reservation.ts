import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../shell/client.ts';
import { type Loaded, useLoaded } from '../../shell/loading/use-loaded.ts';
import type { HoldTime } from './hold-clock.ts';
import { isMoving, type Reservation } from './pay-state.ts';

export interface SeenReservation extends HoldTime {
  readonly reservation: Reservation;
}

const LOOK_AGAIN_MS = 2_000;

export const readReservation = (reservationId: string, signal: AbortSignal): Promise<Reservation> =>
  dataOf<Reservation>(
    api.GET('/v1/reservations/{reservationId}', { params: { path: { reservationId } }, signal }),
  );

/** A reservation, read again while it moves and when the page is seen again. */
export const useReservation = (reservationId: string): Loaded<SeenReservation> =>
  useLoaded(
    async (signal) => {
      const askedAtMs = performance.now();
      const reservation = await readReservation(reservationId, signal);
      return { reservation, askedAtMs, remainingSeconds: reservation.remainingSeconds };
    },
    [reservationId],
    ({ reservation }) => (isMoving(reservation) || isOverdue(reservation) ? LOOK_AGAIN_MS : null),
  );

/** The hold has run out, and the server is about to end it. */
const isOverdue = ({ status, remainingSeconds }: Reservation): boolean =>
  status === 'held' && remainingSeconds === 0;
