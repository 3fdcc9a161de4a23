import { expect, it } from 'vitest';
import type { SeatStatusChange } from '../catalogue/model.ts';
import type { RecordedEvent } from './model.ts';
import { makeRefreshSeats } from './refresh-seats.ts';

const event = (type: string, stream: string, version: number): RecordedEvent => ({
  id: `${stream}.${version}`,
  stream,
  version,
  position: version,
  type,
  occurredAt: new Date(),
});

it('reads statuses from the database once and applies them once per performance', async () => {
  const asked: (readonly string[])[] = [];
  const applied: [string, readonly SeatStatusChange[], number][] = [];
  const truth = new Map<string, readonly SeatStatusChange[]>([
    [
      'prf_1',
      [
        [1, 'S'],
        [2, 'A'],
      ],
    ],
    ['prf_2', [[7, 'H']]],
  ]);
  const refresh = makeRefreshSeats({
    truth: {
      ofReservations: async (ids) => {
        asked.push(ids);
        return truth;
      },
      ofSeatChanges: async () => new Map(),
    },
    cache: { apply: async (...change) => void applied.push(change) },
  });
  await refresh([
    event('reservation.held', 'res_1', 1),
    event('reservation.held', 'res_2', 1),
    event('reservation.expired', 'res_1', 2),
  ]);
  expect(asked).toEqual([['res_1', 'res_2']]);
  expect(applied).toEqual([...truth].map((of) => [...of, 2]));
});

it('applies seats taken off sale or returned to it, together with those of reservations', async () => {
  const applied: [string, readonly SeatStatusChange[], number][] = [];
  const refresh = makeRefreshSeats({
    truth: {
      ofReservations: async (ids) => new Map(ids.map(() => ['prf_1', [[1, 'H']]])),
      ofSeatChanges: async (events) =>
        new Map(events.map(({ stream }) => [stream.replace('res_2', 'prf_1'), [[2, 'N']]])),
    },
    cache: { apply: async (...change) => void applied.push(change) },
  });
  await refresh([event('reservation.held', 'res_1', 1), event('performance.seats_changed', 'prf_1', 2)]);
  expect(applied).toEqual([
    [
      'prf_1',
      [
        [1, 'H'],
        [2, 'N'],
      ],
      2,
    ],
  ]);
});
