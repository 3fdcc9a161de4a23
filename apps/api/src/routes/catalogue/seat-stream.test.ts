import type { SeatNews } from '@concert-mania/core/catalogue/ports';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CHECK_AGAIN_MS, type SeatEvent, streamSeats } from './seat-stream.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A performance whose news and state the test controls. */
function makeHouse() {
  const house = {
    current: { version: 10, availability: 'AA' },
    listeners: new Set<(news: SeatNews) => void>(),
    tell: (news: SeatNews) => {
      for (const listener of house.listeners) listener(news);
    },
    change: (version: number) => house.tell({ kind: 'change', version, changes: [[1, 'H']] }),
  };
  const live = {
    read: async () => house.current,
    subscribe: async (_: string, onNews: (news: SeatNews) => void) => {
      house.listeners.add(onNews);
      return () => void house.listeners.delete(onNews);
    },
  };
  return { house, live };
}

function open(lastVersion: number | null = null, send: (event: SeatEvent) => Promise<void> = async () => {}) {
  const { house, live } = makeHouse();
  const sent: SeatEvent[] = [];
  const leaving = new AbortController();
  const finished = streamSeats(live, {
    performanceId: 'prf_1',
    lastVersion,
    signal: leaving.signal,
    send: async (event) => {
      sent.push(event);
      await send(event);
    },
  });
  const sentEvents = () => sent.map(({ event, data }) => `${event} ${data.version}`);
  return { house, leaving, finished, sentEvents, settle: () => vi.advanceTimersByTimeAsync(0) };
}

test('a change that is in the snapshot is not sent', async () => {
  const { house, sentEvents, settle } = open();
  await settle();
  house.change(9);
  house.change(10);
  house.change(11);
  await settle();
  expect(sentEvents()).toEqual(['snapshot 10', 'change 11']);
});

test('a change that comes while the snapshot is being sent follows it', async () => {
  const { house, sentEvents, settle } = open(null, async (event) => {
    if (event.event === 'snapshot') house.change(11);
  });
  await settle();
  expect(sentEvents()).toEqual(['snapshot 10', 'change 11']);
});

test('a client with the current version gets changes only', async () => {
  const { house, sentEvents, settle } = open(10);
  await settle();
  house.change(12);
  await settle();
  expect(sentEvents()).toEqual(['change 12']);
});

test('a gap is closed by a fresh snapshot', async () => {
  const { house, sentEvents, settle } = open();
  await settle();
  house.current = { version: 15, availability: 'HH' };
  house.tell({ kind: 'gap' });
  await settle();
  expect(sentEvents()).toEqual(['snapshot 10', 'snapshot 15']);
});

test('an unannounced change is found by the periodic check', async () => {
  const { house, sentEvents, settle } = open();
  await settle();
  await vi.advanceTimersByTimeAsync(CHECK_AGAIN_MS);
  expect(sentEvents()).toEqual(['snapshot 10']);
  house.current = { version: 15, availability: 'HH' };
  await vi.advanceTimersByTimeAsync(CHECK_AGAIN_MS);
  expect(sentEvents()).toEqual(['snapshot 10', 'snapshot 15']);
});

test('a client too slow for the changes gets one snapshot instead', async () => {
  let resume = (): void => undefined;
  const slow = new Promise<void>((resolve) => {
    resume = resolve;
  });
  const { house, sentEvents, settle } = open(null, () => slow);
  await settle();
  for (let version = 11; version <= 1_011; version += 1) house.change(version);
  house.current = { version: 1_011, availability: 'HA' };
  resume();
  await settle();
  expect(sentEvents()).toEqual(['snapshot 10', 'snapshot 1011']);
});

test('a client that leaves is unsubscribed', async () => {
  const { house, leaving, finished, settle } = open();
  await settle();
  expect(house.listeners.size).toBe(1);
  leaving.abort();
  await finished;
  expect(house.listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
