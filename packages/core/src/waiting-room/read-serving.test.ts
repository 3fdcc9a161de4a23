import { expect, it, vi } from 'vitest';
import type { ConcertSettings } from '../catalogue/ports.ts';
import { makeReadServing } from './read-serving.ts';

const settings: ConcertSettings = {
  id: 'con_1',
  waitingRoomEnabled: true,
  maxActive: 10,
  admitPerSecond: 5,
  passSeconds: 600,
  claimSeconds: 60,
  preOpenOrder: 'shuffle',
  sales: [{ opensAt: new Date(0), closesAt: new Date('2999-01-01T00:00:00Z'), soldOut: false }],
  readAt: new Date('2026-03-01T00:00:00Z'),
  published: true,
  paused: false,
};

function world(given: Partial<ConcertSettings> | null = {}) {
  let nowMs = 0;
  const serving = vi.fn(async (concertId: string) => ({
    status: 'open' as const,
    servingSequence: concertId.length,
    waiting: 1,
    active: 2,
    admissionRatePerSecond: 3,
    shuffle: null,
  }));
  const read = makeReadServing({
    concerts: { find: async (id) => given && { ...settings, ...given, id } },
    rooms: {
      serving,
      join: () => Promise.reject(new Error('not asked for')),
      look: () => Promise.reject(new Error('not asked for')),
      leave: () => Promise.reject(new Error('not asked for')),
    },
    nowMs: () => nowMs,
  });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { read, serving, pass };
}

it('queries the room at most once a second per concert', async () => {
  const { read, serving, pass } = world();
  const ask = () => Promise.all(Array.from({ length: 100 }, (_, n) => read(n % 2 ? 'con_1' : 'con_22')));
  await ask();
  pass(999);
  const answers = await ask();
  expect(serving.mock.calls.map(([id]) => id).toSorted()).toEqual(['con_1', 'con_22']);
  expect(new Set(answers.map((answer) => answer?.servingSequence)).size).toBe(2);
  pass(1);
  await ask();
  expect(serving).toHaveBeenCalledTimes(4);
});

it('finds no draft, and queries no room for a concert without one', async () => {
  expect(await world(null).read('con_1')).toBeNull();
  expect(await world({ published: false }).read('con_1')).toBeNull();
  const open = world({ waitingRoomEnabled: false });
  expect(await open.read('con_1')).toMatchObject({ status: 'open', waiting: 0, shuffle: null });
  expect(open.serving).not.toHaveBeenCalled();
});

it('shows a pause before the state of the room is read again', async () => {
  const given = { paused: false };
  const { read, serving } = world(given);
  expect(await read('con_1')).toMatchObject({ paused: false });
  given.paused = true;
  expect(await read('con_1')).toMatchObject({ status: 'open', paused: true });
  expect(serving).toHaveBeenCalledTimes(1);
});
