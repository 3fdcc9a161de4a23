import type { Payment } from '@concert-mania/core/payments/model';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { makeApp } from '../../app.ts';
import { makeCursors } from '../../http/cursors.ts';
import { FAN, fakeDeps, fakeQueue, NOW, OTHER_FAN } from '../../testing/fake-deps.ts';
import { makeWebhooks } from './verify-webhook.ts';

const payment: Payment = {
  id: 'pay_1',
  jobId: 'job_pa1',
  accountId: 'usr_fan',
  purpose: 'reservation',
  reservationId: 'res_1',
  method: 'gateway',
  orderId: 'res_1',
  paymentKey: 'pk_secret',
  amount: 300_000,
  refundedAmount: 0,
  status: 'completed',
  failureCode: null,
  createdAt: NOW,
  approvedAt: NOW,
  version: 2,
};
const TIMELINE = [{ type: 'payment.started', at: NOW }];
const WEBHOOK_SECRET = 'a-webhook-secret-of-32-characters!';
const ORDER = 'tuo_01k3x9w2yq5v7c8m4n6p0r1s2t';
const ENTRY = {
  id: 41,
  kind: 'payment' as const,
  amount: -300_000,
  balanceAfterAmount: 5,
  at: NOW,
  reference: 'pay_1',
};

function start() {
  const commands = fakeQueue();
  const received: { id: string; paymentKey: string | null }[] = [];
  const isMine = (accountId: string) => accountId === payment.accountId;
  const app = makeApp(
    fakeDeps({
      commands: commands.queue,
      cursors: makeCursors('a-secret-of-at-least-32-characters!'),
      payments: {
        reader: {
          findPayment: async (accountId, id) =>
            isMine(accountId) && id === payment.id ? { payment, timeline: TIMELINE } : null,
          listPayments: async (accountId, { before }) => ({
            items: isMine(accountId) && before === null ? [payment] : [],
            more: before === null,
          }),
          findPayableAmount: async (accountId, id) => (isMine(accountId) ? (AMOUNTS.get(id) ?? null) : null),
        },
        webhooks: {
          receive: async (delivery) => {
            received.push(delivery);
            return received.length === 1;
          },
        },
        topUpOrders: {
          open: async (accountId, amount) => {
            if (!isMine(accountId)) return null;
            return { id: ORDER, amount, expiresAt: new Date(NOW.getTime() + 1_800_000) };
          },
          isOpen: async (accountId, order) =>
            isMine(accountId) && order.orderId === ORDER && order.amount === 1_000,
        },
        signedWebhooks: makeWebhooks([WEBHOOK_SECRET]),
      },
      wallet: {
        findBalance: async (accountId) => (isMine(accountId) ? 700 : 0),
        listEntries: async (accountId, { before }) => ({
          items: isMine(accountId) && before === null ? [ENTRY] : [],
          more: before === null,
        }),
      },
    }),
  );
  const get = (path: string, token = FAN) =>
    app.request(path, { headers: { authorization: `Bearer ${token}` } });
  const post = (path: string, body: unknown, token = FAN) =>
    app.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': 'key',
      },
    });
  return { app, commands, received, get, post };
}

const AMOUNTS = new Map([
  ['res_1', 300_000],
  ['res_free', 0],
]);
const byGateway = { reservationId: 'res_1', method: 'gateway', paymentKey: 'pk_1', amount: 300_000 };
const topUp = { amount: 1_000, orderId: ORDER, paymentKey: 'pk_1' };

test.each([byGateway, { reservationId: 'res_1', method: 'wallet' }])(
  'accepts a payment of one’s own reservation: %j',
  async (body) => {
    const { commands, post } = start();
    const response = await post('/v1/payments', body);
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toMatch(/^\/v1\/jobs\/job_/);
    expect(commands.submissions()).toMatchObject([{ name: 'payment.pay', payload: body }]);
  },
);

test.each<[string, object, number, string]>([
  ['an amount of zero for a priced reservation', { ...byGateway, amount: 0 }, 422, 'amount_mismatch'],
  ['a free reservation, by the gateway', { ...byGateway, reservationId: 'res_free' }, 422, 'nothing_to_pay'],
  ['nothing, by the gateway', { ...byGateway, reservationId: 'res_free', amount: 0 }, 422, 'nothing_to_pay'],
  ['another amount', { ...byGateway, amount: 299_999 }, 422, 'amount_mismatch'],
  ['an unknown reservation', { ...byGateway, reservationId: 'res_2' }, 404, 'reservation_not_found'],
  ['an unknown method', { ...byGateway, method: 'cash' }, 400, 'validation_failed'],
  ['an amount for the wallet', { ...byGateway, method: 'wallet' }, 400, 'validation_failed'],
  ['half a won', { ...byGateway, amount: 0.5 }, 400, 'validation_failed'],
  ['a negative amount', { ...byGateway, amount: -1 }, 400, 'validation_failed'],
  ['no payment key', { ...byGateway, paymentKey: '' }, 400, 'validation_failed'],
])('lets no payment of %s reach the queue', async (_, body, status, code) => {
  const { commands, post } = start();
  const response = await post('/v1/payments', body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ code });
  expect(commands.submissions()).toEqual([]);
});

test('gives the same answer for another fan’s reservation and an unknown one', async () => {
  const { post } = start();
  const other = await post('/v1/payments', byGateway, OTHER_FAN);
  expect(other.status).toBe(404);
  expect(await other.json()).toMatchObject({ code: 'reservation_not_found' });
});

test.each<[object, number]>([
  [topUp, 202],
  [{ ...topUp, amount: 0 }, 400],
  [{ ...topUp, amount: 10_000_001 }, 400],
  [{ ...topUp, orderId: 'short' }, 400],
  [{ ...topUp, accountId: 'usr_other' }, 400],
  [{ ...topUp, paymentKey: '../orders/res_2' }, 400],
  [{ ...topUp, paymentKey: '..' }, 400],
  [{ ...topUp, amount: 1_001 }, 422],
  [{ ...topUp, orderId: 'order-of-my-own' }, 422],
  [{ ...topUp, orderId: 'res_01k3x9w2yq5v7c8m4n6p0r1s2t' }, 422],
])('answers the top-up %j with %d', async (body, status) => {
  const { commands, post } = start();
  expect((await post('/v1/wallet/top-ups', body)).status).toBe(status);
  expect(commands.submissions()).toHaveLength(status === 202 ? 1 : 0);
});

test('opens an order for the caller and the given amount', async () => {
  const { post } = start();
  const response = await post('/v1/wallet/top-up-orders', { amount: 5_000 });
  expect(response.status).toBe(201);
  const expiresAt = new Date(NOW.getTime() + 1_800_000).toISOString();
  expect(await response.json()).toEqual({ orderId: ORDER, amount: 5_000, expiresAt });
  expect((await post('/v1/wallet/top-up-orders', { amount: 0 })).status).toBe(400);
  expect((await post('/v1/wallet/top-up-orders', { amount: 10_000_001 })).status).toBe(400);
  const refused = await post('/v1/wallet/top-up-orders', { amount: 5_000 }, OTHER_FAN);
  expect([refused.status, await refused.json()]).toMatchObject([409, { code: 'too_many_top_up_orders' }]);
});

test('refuses a top-up with the order of another account', async () => {
  const { commands, post } = start();
  const response = await post('/v1/wallet/top-ups', topUp, OTHER_FAN);
  expect([response.status, await response.json()]).toMatchObject([422, { code: 'top_up_order_unknown' }]);
  expect(commands.submissions()).toEqual([]);
});

test('shows a payment only to its owner, without its payment key', async () => {
  const { get } = start();
  const mine = await get('/v1/payments/pay_1');
  expect(mine.status).toBe(200);
  const text = await mine.text();
  expect(JSON.parse(text)).toEqual({
    id: 'pay_1',
    reservationId: 'res_1',
    method: 'gateway',
    status: 'completed',
    amount: 300_000,
    refundedAmount: 0,
    failureCode: null,
    createdAt: NOW.toISOString(),
    approvedAt: NOW.toISOString(),
    timeline: [{ type: 'payment.started', at: NOW.toISOString() }],
  });
  const other = await get('/v1/payments/pay_1', OTHER_FAN);
  expect(other.status).toBe(404);
  expect(await other.json()).toMatchObject({ code: 'payment_not_found' });
});

test.each(['/v1/payments', '/v1/wallet/entries'])('pages through %s, with its own cursors', async (path) => {
  const { get } = start();
  const first = (await (await get(path)).json()) as { items: unknown[]; nextCursor: string };
  expect(first.items).toHaveLength(1);
  const second = await get(`${path}?cursor=${first.nextCursor}`);
  expect(await second.json()).toEqual({ items: [], nextCursor: null });
  expect((await get(`${path}?cursor=${first.nextCursor}`, OTHER_FAN)).status).toBe(400);
  expect((await get(`${path}?cursor=x${first.nextCursor}`)).status).toBe(400);
});

test('shows a wallet and its entries', async () => {
  const { get } = start();
  expect(await (await get('/v1/wallet')).json()).toEqual({ balanceAmount: 700, currency: 'KRW' });
  expect(await (await get('/v1/wallet/entries')).json()).toMatchObject({
    items: [
      {
        id: '41',
        kind: 'payment',
        amount: -300_000,
        balanceAfterAmount: 5,
        at: NOW.toISOString(),
        reference: 'pay_1',
      },
    ],
  });
  expect(await (await get('/v1/wallet', OTHER_FAN)).json()).toMatchObject({ balanceAmount: 0 });
});

const NEWS = '{ "data":  {"paymentKey":"pk_1", "status":"DONE"} }';
function signedNews(body = NEWS) {
  const at = new Date();
  return {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(WEBHOOK_SECRET, { format: 'raw' }).sign('evt_1', at, body),
  };
}
const sendNews = (
  app: ReturnType<typeof start>['app'],
  headers: object,
  body: string | ReadableStream = NEWS,
) =>
  app.request('/v1/webhooks/payments', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
    duplex: 'half',
  } as RequestInit);

test('accepts repeated signed webhooks, and checks the raw body', async () => {
  const { app, received } = start();
  for (const _ of [1, 2]) expect((await sendNews(app, signedNews())).status).toBe(200);
  const news = { id: 'evt_1', paymentKey: 'pk_1', status: 'DONE' };
  expect(received).toEqual([news, news]);
  const forged = await sendNews(app, signedNews('another body'));
  expect(forged.status).toBe(401);
  expect(await forged.json()).toMatchObject({ code: 'webhook_signature_invalid' });
  expect(received).toHaveLength(2);
});

test('refuses a webhook with invalid signature headers without reading its body', async () => {
  const { app } = start();
  let asked = false;
  const body = new ReadableStream(
    {
      pull: () => {
        asked = true;
      },
    },
    { highWaterMark: 0 },
  );
  expect((await sendNews(app, { ...signedNews(), 'webhook-signature': 'v1,forged' }, body)).status).toBe(401);
  expect(asked).toBe(false);
});
