import type { MoneyFigures } from '@concert-mania/core/payments/figures/money-figures';
import { expect, it } from 'vitest';
import { makeApp } from '../../../app.ts';
import type { ApiDeps } from '../../../ports.ts';
import { ADMIN, FAN, fakeDeps, NOW } from '../../../testing/fake-deps.ts';

const NONE = { count: 0, amount: 0 };
const asked: string[][] = [];
const figures: MoneyFigures = {
  summary: async () => ({
    payments: { count: 1, amount: 9_000 },
    refunds: NONE,
    stuck: NONE,
    oldest: [
      {
        kind: 'payment',
        id: 'pay_1',
        reservationId: null,
        accountId: 'usr_1',
        method: 'gateway',
        amount: 9_000,
        since: NOW,
      },
    ],
    balances: [{ account: 'revenue', amount: 0 }],
  }),
  days: async (from, to) => {
    asked.push([from, to]);
    return [{ day: to, account: 'revenue', credit: 9_000, debit: 1_000 }];
  },
};
const app = makeApp(fakeDeps({ boxOffice: { figures } as ApiDeps['boxOffice'] }));
const get = (path: string, token = ADMIN) =>
  app.request(`/v1/box-office/money${path}`, { headers: { authorization: `Bearer ${token}` } });

it('shows staff what is open, and refuses fans', async () => {
  expect(await (await get('')).json()).toMatchObject({
    payments: { count: 1, amount: 9_000 },
    oldest: [{ id: 'pay_1', since: NOW.toISOString() }],
  });
  expect([(await get('', FAN)).status, (await get('/days', FAN)).status]).toEqual([403, 403]);
});

it('sums the last 14 days in Seoul, or as many as asked for up to 92', async () => {
  const first = await (await get('/days')).json();
  expect(first).toMatchObject({ from: '2026-02-16', to: '2026-03-01', items: [{ creditAmount: 9_000 }] });
  await get('/days?from=2026-02-28');
  await get('/days?from=2020-01-01');
  await get('/days?to=2026-01-31');
  expect(asked.slice(1)).toEqual([
    ['2026-02-28', '2026-03-01'],
    ['2025-11-30', '2026-03-01'],
    ['2026-01-18', '2026-01-31'],
  ]);
  expect((await get('/days?from=2020-01-01&to=2026-01-31')).status).toBe(400);
  expect((await get('/days?from=yesterday')).status).toBe(400);
  for (const backwards of ['from=2026-02-02&to=2026-02-01', 'from=2026-03-02']) {
    expect(await (await get(`/days?${backwards}`)).json()).toMatchObject({
      code: 'validation_failed',
      errors: [{ message: '끝이 시작보다 빠릅니다' }],
    });
  }
});
