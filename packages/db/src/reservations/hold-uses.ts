import { type UnpaidEnd, unpaidEnd } from '@concert-mania/core/holds/hold-budget';
import type { Reservation, ReservationMove } from '@concert-mania/core/holds/model';
import { intArray, textArray, timestampArray } from '../connection/binary-arrays.ts';
import type { WritePart } from '../connection/write-together.ts';

/**
 * Records the unpaid holds among moved reservations and removes those paid after all, in the
 * transaction of their move.
 */
export function holdUseParts(moves: readonly ReservationMove[]): readonly WritePart[] {
  const noted = moves.flatMap(({ before, after }) => {
    const end = unpaidEnd(before.status, after.status);
    return end === null ? [] : [{ reservation: before, end }];
  });
  const revived = moves.filter(({ before, after }) => isOver(before) && !isOver(after));
  return [
    ...(noted.length > 0 ? [notePart(noted)] : []),
    ...(revived.length > 0 ? [forgetPart(revived.map(({ before }) => before))] : []),
  ];
}

const isOver = ({ status }: Reservation): boolean => status === 'expired' || status === 'payment_failed';

const notePart = (
  noted: readonly { readonly reservation: Reservation; readonly end: UnpaidEnd }[],
): WritePart => ({
  name: 'hold_uses_noted',
  // A late sweep is not charged to the fan.
  sql: `insert into hold_uses (account_id, performance_id, reservation_id, unpaid_end, seats, held_at, ended_at)
    select account_id, performance_id, reservation_id, unpaid_end, seats, held_at, least(now(), expires_at)
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int[], $6::timestamptz[], $7::timestamptz[])
      as n (account_id, performance_id, reservation_id, unpaid_end, seats, held_at, expires_at)
    on conflict do nothing returning 1`,
  values: [
    textArray(noted.map(({ reservation }) => reservation.accountId)),
    textArray(noted.map(({ reservation }) => reservation.performanceId)),
    textArray(noted.map(({ reservation }) => reservation.id)),
    textArray(noted.map(({ end }) => end)),
    intArray(noted.map(({ reservation }) => reservation.seats.length)),
    timestampArray(noted.map(({ reservation }) => reservation.createdAt)),
    timestampArray(noted.map(({ reservation }) => reservation.expiresAt)),
  ],
  rows: noted.length,
  allowFewer: true,
});

const forgetPart = (revived: readonly Reservation[]): WritePart => ({
  name: 'hold_uses_forgotten',
  sql: `delete from hold_uses u using unnest($1::text[], $2::text[], $3::text[])
      as n (account_id, performance_id, reservation_id)
    where u.account_id = n.account_id and u.performance_id = n.performance_id
      and u.reservation_id = n.reservation_id returning 1`,
  values: [
    textArray(revived.map(({ accountId }) => accountId)),
    textArray(revived.map(({ performanceId }) => performanceId)),
    textArray(revived.map(({ id }) => id)),
  ],
  rows: revived.length,
  allowFewer: true,
});
