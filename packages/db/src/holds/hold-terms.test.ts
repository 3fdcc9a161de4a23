import { expect, it } from 'vitest';
import type { Queryable } from '../connection/database.ts';
import { makeHoldTerms } from './hold-terms.ts';

const OPENS_AT = new Date('2026-05-01T11:00:00Z');
const row = (id: string) => ({
  id,
  concert_id: 'con_1',
  venue_id: 'ven_1',
  sale_opens_at: OPENS_AT,
  sale_closes_at: new Date('2026-05-01T12:00:00Z'),
  waiting_room_enabled: false,
  max_seats_per_user: 4,
  hold_seconds: null,
  prices: [['VIP', 'VIP', 150_000]],
  now: OPENS_AT,
});

/** Every performance exists; reads can be held up. */
function database() {
  const asked: string[][] = [];
  let gate = Promise.resolve();
  const db: Queryable = {
    query: async <R extends object>(_text: string, [ids]: readonly unknown[] = []) => {
      asked.push(ids as string[]);
      await gate;
      return (ids as string[]).map(row) as R[];
    },
  };
  return {
    db,
    asked,
    holdUp: () => {
      let letGo = () => {};
      gate = new Promise((resolve) => {
        letGo = resolve;
      });
      return () => {
        gate = Promise.resolve();
        letGo();
      };
    },
  };
}
const numbered = (from: number, to: number) =>
  new Set(Array.from({ length: to - from }, (_, n) => `prf_${from + n}` as const));

it('caches terms for a second, and then reads them again', async () => {
  const { db, asked } = database();
  let nowMs = 0;
  const terms = makeHoldTerms({ holdSeconds: 600, holdBudgetSeatSeconds: 4_800 }, () => nowMs);
  for (const atMs of [0, 900, 1_000, 1_001]) {
    nowMs = atMs;
    expect((await terms.read(db, numbered(1, 3))).get('prf_2')).toMatchObject({
      holdSeconds: 600,
      prices: new Map([['VIP', { grade: 'VIP', price: 150_000 }]]),
    });
  }
  expect(asked).toEqual([
    ['prf_1', 'prf_2'],
    ['prf_1', 'prf_2'],
  ]);
  nowMs += 500;
  expect(terms.estimateNow()).toEqual(new Date(OPENS_AT.getTime() + 500));
});

it('finds every performance that exists, even if other partitions evict it meanwhile', async () => {
  const { db, holdUp } = database();
  const terms = makeHoldTerms({ holdSeconds: 600, holdBudgetSeatSeconds: 4_800 }, () => 0);
  await terms.read(db, numbered(0, 1));
  const letGo = holdUp();
  const asking = terms.read(db, numbered(0, 2));
  const others = terms.read(db, numbered(2, 3_000));
  letGo();
  expect([...(await asking).keys()]).toEqual(['prf_0', 'prf_1']);
  expect((await others).size).toBe(2_998);
});
