import type { ReservationEvent } from '@concert-mania/core/holds/model';

/** An event with its payload. */
export interface EventRow {
  stream: string;
  version: number;
  type: string;
  payload: Readonly<Record<string, unknown>>;
}

const RESERVATION_DATES = ['expiresAt', 'createdAt'];

/** The members with these names become dates. */
export const reviveDates = (value: object, names: readonly string[]): object =>
  Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      names.includes(name) && typeof part === 'string' ? new Date(part) : part,
    ]),
  );

/** The product wrote these payloads, so they are not parsed; the audit finds an odd one. */
export function toReservationEvent({ type, payload }: EventRow): ReservationEvent {
  if (type !== 'reservation.held') {
    return { ...reviveDates(payload, RESERVATION_DATES), type } as ReservationEvent;
  }
  const { reservation } = payload;
  if (reservation === null || typeof reservation !== 'object')
    throw new Error(`${type} carries no reservation`);
  return { type, reservation: reviveDates(reservation, RESERVATION_DATES) } as ReservationEvent;
}
