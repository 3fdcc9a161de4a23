import { describe, expect, it } from 'vitest';
import type { SeatStatusChange } from '../catalog/model.ts';
import type { RecordedEvent, TouchedReservation } from './model.ts';
import { makeRefreshSeats } from './refresh-seats.ts';

const reservation = (
  id: string,
  performanceId: string,
  seatNumbers: readonly number[],
): TouchedReservation => ({
  id,
  accountId: 'usr_1',
  concertId: 'con_1',
  performanceId,
  seatNumbers,
});
const event = (type: string, stream: string, payload: unknown = {}): RecordedEvent => ({
  id: `${stream}.1`,
  stream,
  version: 1,
  type,
  payload,
  occurredAt: new Date(),
});
const held = (stream: string, performanceId: string, seatNumbers: readonly number[]) =>
  event('reservation.held', stream, {
    reservation: { id: stream, performanceId, seats: seatNumbers.map((seatNumber) => ({ seatNumber })) },
  });

function setUp(known: readonly TouchedReservation[]) {
  const applied: [string, readonly SeatStatusChange[]][] = [];
  const asked: string[] = [];
  const refresh = makeRefreshSeats({
    reservations: {
      findTouched: async (ids) => {
        asked.push(...ids);
        return known.filter(({ id }) => ids.includes(id));
      },
    },
    truth: {
      ofSeats: async (_performanceId, seatNumbers) =>
        seatNumbers.map((seatNumber) => [seatNumber, 'S'] as const),
      ofAll: async () => '',
    },
    cache: {
      apply: async (performanceId, changes) => void applied.push([performanceId, changes]),
      read: async () => ({ version: 1, availability: '' }),
    },
  });
  return { refresh, applied, asked };
}

describe('refreshing seats', () => {
  it('applies the status of the truth, once for each performance, whatever the events say', async () => {
    const { refresh, applied } = setUp([reservation('res_2', 'prf_2', [7])]);
    await refresh([
      held('res_1', 'prf_1', [1, 2]),
      held('res_3', 'prf_1', [2, 3]),
      event('reservation.expired', 'res_2'),
    ]);
    expect(applied).toEqual([
      [
        'prf_1',
        [
          [1, 'S'],
          [2, 'S'],
          [3, 'S'],
        ],
      ],
      ['prf_2', [[7, 'S']]],
    ]);
  });

  it('looks up only the reservations whose seats the events do not name', async () => {
    const { refresh, asked } = setUp([reservation('res_1', 'prf_1', [1])]);
    await refresh([held('res_1', 'prf_1', [1])]);
    expect(asked).toEqual([]);
    await refresh([event('reservation.released', 'res_1')]);
    expect(asked).toEqual(['res_1']);
  });

  it('looks up the seats of a hold whose event it cannot read', async () => {
    const { refresh, applied } = setUp([reservation('res_1', 'prf_1', [4])]);
    await refresh([event('reservation.held', 'res_1', { reservation: 'unreadable' })]);
    expect(applied).toEqual([['prf_1', [[4, 'S']]]]);
  });
});
