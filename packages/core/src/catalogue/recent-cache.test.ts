import { expect, test } from 'vitest';
import { keepRecent } from './recent-cache.ts';

const LIMITS = { maxAgeMs: 1_000, maxEntries: 2 };

function makeSource() {
  const loads: string[] = [];
  let nowMs = 0;
  const find = keepRecent(
    async (key: string) => {
      loads.push(key);
      return `${key}@${nowMs}`;
    },
    LIMITS,
    () => nowMs,
  );
  return { find, loads, wait: (ms: number) => (nowMs += ms) };
}

test('answers from memory until the answer is a full age old', async () => {
  const { find, loads, wait } = makeSource();
  expect(await find('a')).toBe('a@0');
  wait(999);
  expect(await find('a')).toBe('a@0');
  wait(1);
  expect(await find('a')).toBe('a@1000');
  expect(loads).toEqual(['a', 'a']);
});

test('shares one load between simultaneous callers', async () => {
  const { find, loads } = makeSource();
  await Promise.all([find('a'), find('a'), find('a')]);
  expect(loads).toEqual(['a']);
});

test('keeps at most its limit, and drops the oldest first', async () => {
  const { find, loads } = makeSource();
  for (const key of ['a', 'b', 'c', 'b', 'c', 'a']) await find(key);
  expect(loads).toEqual(['a', 'b', 'c', 'a']);
});

test('does not cache a failed load', async () => {
  let attempts = 0;
  const find = keepRecent(
    async () => {
      attempts += 1;
      if (attempts === 1) throw new Error('away');
      return 'back';
    },
    LIMITS,
    () => 0,
  );
  await expect(find('a')).rejects.toThrow('away');
  expect(await find('a')).toBe('back');
});

test('drops everything when a new epoch begins, including loads under way', async () => {
  let epoch = 0;
  let loads = 0;
  const answers: ((text: string) => void)[] = [];
  const find = keepRecent(
    () => {
      loads += 1;
      return new Promise<string>((resolve) => answers.push(resolve));
    },
    LIMITS,
    () => 0,
    () => epoch,
  );
  const before = find('a');
  epoch += 1;
  const after = find('a');
  answers[1]?.('new');
  answers[0]?.('old');
  expect([await before, await after, await find('a')]).toEqual(['old', 'new', 'new']);
  expect(loads).toBe(2);
});

test('loads a missing key once, and keeps existing entries however many missing keys are requested', async () => {
  const loads: string[] = [];
  const find = keepRecent(
    async (key: string) => {
      loads.push(key);
      return key.startsWith('unknown') ? null : key;
    },
    { maxAgeMs: 1_000, maxEntries: 100 },
    () => 0,
  );
  await find('hot');
  const unknown = Array.from({ length: 1_000 }, (_, n) => `unknown ${n}`);
  await Promise.all([...unknown, ...unknown].map(find));
  expect(await find('hot')).toBe('hot');
  expect(await find('unknown 999')).toBeNull();
  expect(loads).toEqual(['hot', ...unknown]);
});
