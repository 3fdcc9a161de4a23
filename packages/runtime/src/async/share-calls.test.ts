import { expect, test, vi } from 'vitest';
import { shareCalls } from './share-calls.ts';

test('shares a call among those who ask while it runs, each key by itself', async () => {
  const call = vi.fn(async (key: string) => `${key}!`);
  const ask = shareCalls(call);
  expect(await Promise.all([ask('a'), ask('b'), ask('a')])).toEqual(['a!', 'b!', 'a!']);
  expect(call.mock.calls).toEqual([['a'], ['b']]);
});

test('calls again once a call has ended', async () => {
  let calls = 0;
  const ask = shareCalls(async (_: string) => {
    calls += 1;
    return calls;
  });
  expect(await ask('a')).toBe(1);
  expect(await ask('a')).toBe(2);
});

test('fails all who share a failed call, and calls again afterwards', async () => {
  const call = vi.fn(async (_: string) => 'fine');
  call.mockRejectedValueOnce(new Error('away'));
  const ask = shareCalls(call);
  const shared = await Promise.allSettled([ask('a'), ask('a')]);
  expect(shared.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ask('a')).toBe('fine');
  expect(call).toHaveBeenCalledTimes(2);
});

test('shares by a key of the question', async () => {
  const call = vi.fn(async ({ id }: { id: number }) => id);
  const ask = shareCalls(call, ({ id }) => id);
  expect(await Promise.all([ask({ id: 1 }), ask({ id: 1 })])).toEqual([1, 1]);
  expect(call).toHaveBeenCalledTimes(1);
});
