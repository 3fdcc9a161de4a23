import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import type { AdmissionBatch } from './model.ts';
import type { HandledRoom, RoomsTaken } from './ports.ts';
import { ROOMS_AT_ONCE, type ServeRoomsPorts, startServingRooms } from './serve-rooms.ts';

const PAUSE_MS = 40;
const batch: AdmissionBatch = {
  phase: 'open',
  admitted: ['usr_1'],
  waiting: 1,
  active: 0,
  unannounced: 0,
  passedOver: 0,
  pauseMs: PAUSE_MS,
};

/** Rooms that are due by this process's clock. */
function roomsDue(concertIds: readonly string[]) {
  const due = new Map(concertIds.map((concertId) => [concertId, 0]));
  const taken = new Set<string>();
  return {
    taken,
    take: async (handled: readonly HandledRoom[], most: number): Promise<RoomsTaken> => {
      const now = performance.now();
      for (const { concertId, dueInMs } of handled) {
        taken.delete(concertId);
        due.set(concertId, now + dueInMs);
      }
      const ready = [...due].filter(([id, at]) => at <= now && !taken.has(id)).slice(0, most);
      for (const [id] of ready) taken.add(id);
      return { concertIds: ready.map(([id]) => id), nextDueMs: 0, rooms: due.size, overdue: 0, lagMs: 0 };
    },
  };
}

const portsOver = (
  rooms: ServeRoomsPorts['rooms'],
  admitBatch: ServeRoomsPorts['admitBatch'],
): ServeRoomsPorts => ({
  rooms,
  admitBatch,
  canHold: async () => true,
  nowMs: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
  onTaken: () => {},
  onBatch: () => {},
  onFault: () => {},
});

it('serves more rooms than run at once, one batch per room at a time', async () => {
  const ids = Array.from({ length: 3 * ROOMS_AT_ONCE }, (_, n) => `con_${n}`);
  const rooms = roomsDue(ids);
  const batches = new Map<string, number>();
  let most = 0;
  let underWay = 0;
  const serving = startServingRooms(
    portsOver(rooms, async (id) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await delay(1);
      underWay -= 1;
      batches.set(id, (batches.get(id) ?? 0) + 1);
      return batch;
    }),
  );
  await vi.waitFor(() => expect(ids.every((id) => (batches.get(id) ?? 0) >= 3)).toBe(true), 10_000);
  await serving.stop();
  expect(most).toBeLessThanOrEqual(ROOMS_AT_ONCE);
  expect(rooms.taken.size).toBe(0);
});

it('serves the other rooms while one hangs or fails, and returns no finished room', async () => {
  const rooms = roomsDue(['con_hangs', 'con_fails', 'con_rests', 'con_busy']);
  const faults: unknown[] = [];
  let release = () => {};
  const hanging = new Promise<null>((resolve) => {
    release = () => resolve(null);
  });
  let busy = 0;
  const serving = startServingRooms({
    ...portsOver(rooms, async (id) => {
      if (id === 'con_hangs') return hanging;
      if (id === 'con_fails') throw new Error('no settings');
      if (id === 'con_rests') return null;
      busy += 1;
      return batch;
    }),
    onFault: (id) => faults.push(id),
  });
  await vi.waitFor(() => expect(busy).toBeGreaterThan(3), 10_000);
  expect(faults).toEqual(['con_fails']);
  release();
  await serving.stop();
  expect([...rooms.taken].toSorted()).toEqual(['con_hangs', 'con_rests']);
});

it('returns its rooms after a failed query for due rooms', async () => {
  const rooms = roomsDue(['con_1']);
  let fail = false;
  const faults: unknown[] = [];
  let batches = 0;
  const serving = startServingRooms({
    ...portsOver(
      {
        take: (handled, most) => {
          if (fail) return Promise.reject(new Error('Redis is away'));
          return rooms.take(handled, most);
        },
      },
      async () => {
        batches += 1;
        return batch;
      },
    ),
    onFault: (id) => {
      faults.push(id);
      fail = false;
    },
    sleep: () => delay(1),
  });
  await vi.waitFor(() => expect(batches).toBeGreaterThan(0));
  fail = true;
  const before = batches;
  await vi.waitFor(() => expect(batches).toBeGreaterThan(before + 1), 10_000);
  expect(faults).toEqual([null]);
  await serving.stop();
});
