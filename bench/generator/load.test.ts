import { expect, test } from 'vitest';
import type { HttpConnection } from './http-connection.ts';
import { type Journey, type LoadShape, runLoad } from './load.ts';

const connection: HttpConnection = {
  send: () => Promise.reject(new Error('not used')),
  close: () => undefined,
};

const run = (shape: LoadShape, journey: Journey, more: { connections?: number; journeys?: number } = {}) =>
  runLoad({
    shape,
    connections: Array.from({ length: more.connections ?? 1 }, () => connection),
    journey,
    journeys: more.journeys ?? 1_000,
    timeRefusals: false,
    warmupMs: 0,
    measureMs: 10_000,
    onWindow: () => undefined,
  });

test('goes every journey once, on all connections, and counts each outcome', async () => {
  const seen: number[] = [];
  const result = await run(
    { kind: 'closed' },
    async (_, index) => {
      seen.push(index);
      return index % 4 === 0 ? 'seat_unavailable' : 'succeeded';
    },
    { connections: 7, journeys: 100 },
  );
  expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(result.outcomes).toEqual({ succeeded: 75, seat_unavailable: 25 });
  expect(result.latency.count).toBe(75);
});

test('counts the latency of an open load from the scheduled start, also while no connection is free', async () => {
  const stallMs = 120;
  const stall: Journey = (_, index) =>
    new Promise((resolve) => setTimeout(() => resolve('succeeded'), index === 0 ? stallMs : 0));
  const result = await run({ kind: 'open', ratePerSecond: 100 }, stall, { journeys: 10 });
  expect(result.latency.count).toBe(10);
  // Behind the stalled journey, nine were due 10 ms apart: half of them waited for at least half of
  // the stall.
  expect(result.latency.p50Ms).toBeGreaterThan(stallMs / 3);
});

test('fails when a journey breaks', async () => {
  const broken: Journey = () => Promise.reject(new Error('reset'));
  await expect(run({ kind: 'closed' }, broken)).rejects.toThrow('reset');
  await expect(run({ kind: 'open', ratePerSecond: 1_000 }, broken)).rejects.toThrow('reset');
});
