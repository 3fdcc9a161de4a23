import type { SettledMoney, StuckMoneyDesk } from '@concert-mania/core/payments/refunds/stuck-money';
import { ok, refuse } from '@concert-mania/core/shared/result';
import { describe, expect, it } from 'vitest';
import { makeApp } from '../../app.ts';
import { makeCursors } from '../../http/cursors.ts';
import { ADMIN, boxOfficeDeps, FAN, fakeDeps, NOW } from '../../testing/fake-deps.ts';

const BY_HAND = { reference: 'transfer 4711', note: 'paid to the account' };
const stuck = (id: string): SettledMoney => ({
  id,
  kind: 'refund_refused',
  paymentId: 'pay_1',
  reservationId: 'res_1',
  accountId: 'usr_fan',
  wantedAmount: 9_000,
  balanceAmount: 9_000,
  code: 'NOT_CANCELABLE_PAYMENT',
  message: 'The payment cannot be cancelled.',
  since: NOW,
  attempts: 1,
  ...BY_HAND,
  settledAt: NOW,
  settledBy: 'usr_admin',
});

function makeBoxOffice() {
  const woken: string[] = [];
  const settled: unknown[] = [];
  const stuckMoney: Pick<StuckMoneyDesk, 'list' | 'settle'> = {
    list: async ({ after, limit }) => {
      const items = ['stk_1', 'stk_2'].filter((id) => after === null || id > after).slice(0, limit);
      return { items: items.map(stuck), more: items.at(-1) === 'stk_1' };
    },
    settle: async (id, by, settlement) => {
      settled.push([id, by.accountId, settlement]);
      if (id === 'stk_done') return refuse({ code: 'settled_otherwise' as const });
      if (id !== 'stk_1') return refuse({ code: 'not_found' as const });
      return ok({ settled: stuck(id), jobId: settled.length === 1 ? 'job_1' : null });
    },
  };
  const app = makeApp(
    fakeDeps({
      cursors: makeCursors('a-secret-of-at-least-32-characters!'),
      boxOffice: boxOfficeDeps({ stuckMoney, wakeJob: async (jobId) => void woken.push(jobId) }),
    }),
  );
  const ask = async (method: string, path: string, body?: unknown, token = ADMIN) => {
    const response = await app.request(`/v1/box-office/stuck-money${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { ask, woken, settled };
}

describe('stuck money', () => {
  it('is listed page by page only for administrators', async () => {
    const { ask } = makeBoxOffice();
    const first = await ask('GET', '?limit=1');
    expect(first.body.items).toEqual([
      {
        id: 'stk_1',
        kind: 'refund_refused',
        paymentId: 'pay_1',
        reservationId: 'res_1',
        accountId: 'usr_fan',
        wantedAmount: 9_000,
        balanceAmount: 9_000,
        code: 'NOT_CANCELABLE_PAYMENT',
        message: 'The payment cannot be cancelled.',
        since: NOW.toISOString(),
        attempts: 1,
      },
    ]);
    const second = await ask('GET', `?limit=1&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ id: 'stk_2' }], nextCursor: null });
    expect(await ask('GET', '?cursor=x.y')).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    expect(await ask('GET', '', undefined, FAN)).toMatchObject({ status: 403 });
    expect(await ask('POST', '/stk_1/settle', BY_HAND, FAN)).toMatchObject({ status: 403 });
  });

  it("is settled once, with the administrator's name, and wakes the waiting job", async () => {
    const { ask, woken, settled } = makeBoxOffice();
    const answer = await ask('POST', '/stk_1/settle', { reference: '  transfer 4711 ', note: BY_HAND.note });
    expect(answer).toMatchObject({ status: 200, body: { id: 'stk_1', settledBy: 'usr_admin', ...BY_HAND } });
    expect(await ask('POST', '/stk_1/settle', BY_HAND)).toMatchObject({ status: 200 });
    expect(settled).toEqual(Array(2).fill(['stk_1', 'usr_admin', BY_HAND]));
    expect(woken).toEqual(['job_1']);
  });

  it.each([
    ['an unknown id', 'stk_none', BY_HAND, 404, 'stuck_money_not_found'],
    ['an item that was settled otherwise', 'stk_done', BY_HAND, 409, 'stuck_money_settled'],
    ['a blank reference', 'stk_1', { reference: ' ', note: '' }, 400, 'validation_failed'],
    ['no reference', 'stk_1', { note: 'paid' }, 400, 'validation_failed'],
    ['a field of its own', 'stk_1', { ...BY_HAND, amount: 1 }, 400, 'validation_failed'],
  ])('refuses to settle %s', async (_, id, body, status, code) => {
    const { ask } = makeBoxOffice();
    expect(await ask('POST', `/${id}/settle`, body)).toMatchObject({ status, body: { code } });
  });
});
