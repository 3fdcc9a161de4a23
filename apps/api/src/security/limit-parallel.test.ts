import { expect, it } from 'vitest';
import { BusyError, limitParallel } from './limit-parallel.ts';

function makeWork() {
  const ends: (() => void)[] = [];
  const work = () => new Promise<void>((resolve) => ends.push(resolve));
  return { ends, work };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

it('runs tasks up to the limit, the others in order as places become free', async () => {
  const { ends, work } = makeWork();
  const limited = limitParallel(2, 2);
  const all = Promise.all([1, 2, 3, 4].map(() => limited(work)));
  await settle();
  expect(ends).toHaveLength(2);
  ends[0]?.();
  await settle();
  expect(ends).toHaveLength(3);
  for (const at of [1, 2]) ends[at]?.();
  await settle();
  ends[3]?.();
  await all;
});

it('refuses tasks beyond the queue, and accepts more once there is room, also after a failure', async () => {
  const { ends, work } = makeWork();
  const limited = limitParallel(1, 1);
  const failing = limited(() => work().then(() => Promise.reject(new Error('broken'))));
  const waiting = limited(work);
  await expect(limited(work)).rejects.toThrow(BusyError);
  ends[0]?.();
  await expect(failing).rejects.toThrow('broken');
  await settle();
  ends[1]?.();
  await waiting;
  const after = limited(work);
  await settle();
  ends[2]?.();
  await after;
});
