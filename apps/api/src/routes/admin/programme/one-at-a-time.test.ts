import { expect, test } from 'vitest';
import { oneAtATime } from './one-at-a-time.ts';

function counted() {
  const ends: (() => void)[] = [];
  const run = oneAtATime(
    () =>
      new Promise<number>((resolve) => {
        const number = ends.length + 1;
        ends.push(() => resolve(number));
      }),
  );
  return { run, ends, started: () => ends.length };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('calls during a run share the next one, which begins after it', async () => {
  const { run, ends, started } = counted();
  const first = run();
  const [second, third] = [run(), run()];
  await turn();
  expect(started()).toBe(1);
  ends[0]!();
  expect(await first).toBe(1);
  await turn();
  expect(started()).toBe(2);
  const fourth = run();
  ends[1]!();
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  await turn();
  ends[2]!();
  expect(await fourth).toBe(3);
});

test('a failed run rejects its callers, and the next one begins', async () => {
  let runs = 0;
  const run = oneAtATime(async () => {
    runs += 1;
    if (runs === 1) throw new Error('away');
    return runs;
  });
  const [first, second] = [run(), run()];
  await expect(first).rejects.toThrow('away');
  expect(await second).toBe(2);
  expect(await run()).toBe(3);
});
