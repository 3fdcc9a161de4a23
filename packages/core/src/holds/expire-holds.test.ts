import { expect, it } from 'vitest';
import { EXPIRY_BATCH, expireHolds } from './expire-holds.ts';

function storeWith(overdue: number) {
  let left = overdue;
  return {
    left: () => left,
    store: {
      expireOverdue: async (limit: number) => {
        const taken = Math.min(limit, left);
        left -= taken;
        return { latenessMs: Array<number>(taken).fill(7), broken: [] };
      },
      oldestOverdueMs: async () => (left > 0 ? 9 : 0),
      forgetHoldUses: async () => {},
    },
  };
}

it.each([0, 1, EXPIRY_BATCH - 1, EXPIRY_BATCH, EXPIRY_BATCH * 2 + 3])(
  'ends all of %i overdue holds',
  async (overdue) => {
    const { store, left } = storeWith(overdue);
    const swept = await expireHolds(store, { aborted: false });
    expect(swept.latenessMs).toHaveLength(overdue);
    expect(swept.oldestOverdueMs).toBe(0);
    expect(left()).toBe(0);
  },
);

it('continues after a full batch of broken holds, excludes them, and reports each once', async () => {
  const broken = Array.from({ length: EXPIRY_BATCH + 1 }, (_, n) => `res_broken${n}`);
  const { store, left } = storeWith(3);
  const swept = await expireHolds(
    {
      ...store,
      expireOverdue: async (limit, except) => {
        const met = broken.filter((id) => !except.includes(id)).slice(0, limit);
        const { latenessMs } = await store.expireOverdue(limit - met.length);
        return { latenessMs, broken: met.map((id) => ({ id, error: new Error(id) })) };
      },
    },
    { aborted: false },
    ['res_broken0'],
  );
  expect(swept.latenessMs).toHaveLength(3);
  expect(swept.broken.map(({ id }) => id)).toEqual(broken.slice(1));
  expect(left()).toBe(0);
});

it('stops after the current batch on request', async () => {
  const { store, left } = storeWith(EXPIRY_BATCH * 3);
  const swept = await expireHolds(store, { aborted: true });
  expect(swept.latenessMs).toHaveLength(EXPIRY_BATCH);
  expect(left()).toBe(EXPIRY_BATCH * 2);
});
