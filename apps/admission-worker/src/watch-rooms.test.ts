import { expect, it, vi } from 'vitest';
import { watchRooms } from './watch-rooms.ts';

const taken = (lagMs: number) => ({
  concertIds: [],
  nextDueMs: 0,
  rooms: 500,
  overdue: lagMs > 1_000 ? 3 : 0,
  lagMs,
});

it('logs overdue rooms once a minute, and is not ready while a room is far overdue', async () => {
  let nowMs = 0;
  const warn = vi.fn();
  const watch = watchRooms({ warn }, () => nowMs);
  watch.onTaken(taken(20));
  expect(warn).not.toHaveBeenCalled();
  for (const second of [1, 2, 3]) {
    nowMs = second * 1_000;
    watch.onTaken(taken(5_001));
  }
  expect(warn.mock.calls).toEqual([[{ rooms: 500, overdue: 3, lagMs: 5_001 }, 'waiting rooms overdue']]);
  await expect(watch.check()).rejects.toThrow('5001 ms');
  nowMs += 60_000;
  watch.onTaken(taken(2_000));
  expect(warn).toHaveBeenCalledTimes(2);
  await watch.check();
});

it('logs a fault of hundreds of rooms once a minute', () => {
  const warn = vi.fn();
  const watch = watchRooms({ warn }, () => 0);
  for (let n = 0; n < 500; n += 1) watch.onFault(`con_${n}`, new Error('the database is away'));
  expect(warn).toHaveBeenCalledTimes(1);
});
