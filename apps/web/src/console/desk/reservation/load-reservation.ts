import type { components } from '@concert-mania/client/api.d';
import { dataOf } from '@concert-mania/client/problem';
import { api } from '../../../shell/client.ts';

/** One reservation of anybody, with everything that belongs to it. */
export type DeskReservation = components['schemas']['ReservationForStaff'];

export const loadReservation = (reservationId: string, signal: AbortSignal): Promise<DeskReservation> =>
  dataOf<DeskReservation>(
    api.GET('/v1/box-office/reservations/{reservationId}', { params: { path: { reservationId } }, signal }),
  );
