import { dataOf, isProblem } from '@concert-mania/client/problem';
import { useEffect, useRef } from 'preact/hooks';
import { api } from '../../shell/client.ts';
import { type Loaded, useLoaded } from '../../shell/loading.ts';
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

/**
 * A reservation, read again while it moves and when the page is seen again. A lost connection keeps
 * the last one.
 */
export function useReservation(reservationId: string): Loaded<SeenReservation> {
  const last = useRef<SeenReservation | null>(null);
  const loaded = useLoaded(
    async (signal) => {
      const askedAtMs = performance.now();
      try {
        const reservation = await readReservation(reservationId, signal);
        last.current = { reservation, askedAtMs, remainingSeconds: reservation.remainingSeconds };
      } catch (fault) {
        if (last.current?.reservation.id !== reservationId || isProblem(fault, 'reservation_not_found'))
          throw fault;
      }
      return { ...last.current };
    },
    [reservationId],
  );
  const reload = useRef<() => void>(() => undefined);
  reload.current = loaded.state === 'ready' ? loaded.reload : () => undefined;
  const seen = loaded.state === 'ready' ? loaded.value : null;

  useEffect(() => {
    if (seen === null || !(isMoving(seen.reservation) || isOverdue(seen.reservation))) return;
    const timer = setTimeout(() => reload.current(), LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [seen]);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') reload.current();
    };
    document.addEventListener('visibilitychange', look);
    addEventListener('pageshow', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pageshow', look);
    };
  }, []);
  return loaded;
}

/** The hold has run out, and the server is about to end it. */
const isOverdue = ({ status, remainingSeconds }: Reservation): boolean =>
  status === 'held' && remainingSeconds === 0;
