import { dataOf } from '@concert-mania/client/problem';
import { audit } from '@concert-mania/db/audit/audit';
import { makeSale, type SaleOptions } from '@concert-mania/testkit/data/builders';
import { type Fan, signUpFan, signUpStaff } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';
import { afterEach, expect, test, vi } from 'vitest';
import {
  cardPayment,
  checkOut,
  type Held,
  holdSeats,
  openOrder,
  payByCard,
  startSystem,
  topUp,
} from './system.ts';

const { stack, db, api, output } = await startSystem(
  {},
  { GATEWAY_BREAKER_FAILURES: '3', GATEWAY_BREAKER_PAUSE_MS: '1000', SHOW_REFUNDS_PER_SECOND: '2' },
);
const PATIENCE = { timeout: 40_000, interval: 200 };

afterEach(async () => {
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});

async function hold(fan: Fan, options: SaleOptions = {}): Promise<Held> {
  const sale = await makeSale(db, { seats: 40, ...options });
  return holdSeats(fan, sale.performanceId, [1]);
}
const see = (fan: Fan, { id }: Held) => {
  const params = { path: { reservationId: id } };
  return dataOf(fan.GET('/v1/reservations/{reservationId}', { params }));
};
const byGateway = (held: Held, scenario: string) => cardPayment(stack.mockPgUrl, held, scenario);

test('keeps a hold until its deadline after a declined payment if the concert says so, to be paid another way', async () => {
  const fan = await signUpFan(api);
  const held = await hold(fan, { onDecline: 'keep' });
  const declined = await payByCard(fan, stack.mockPgUrl, held, 'decline');
  expect(declined).toMatchObject({ status: 'rejected', error: { code: 'payment_declined' } });
  expect(await see(fan, held)).toMatchObject({ status: 'held', expiresAt: held.expiresAt });
  expect((await topUp(fan, stack.mockPgUrl, held.totalAmount)).status).toBe('succeeded');
  const payment = { reservationId: held.id, method: 'wallet' } as const;
  const paid = await fan.run('payment.pay', { body: payment });
  expect(paid).toMatchObject({ status: 'succeeded', result: { reservation: { status: 'confirmed' } } });
  expect(await dataOf(fan.GET('/v1/wallet'))).toMatchObject({ balanceAmount: 0 });
});

test('reports no wrong outcome while the gateway is away, keeps holds, and pays when it is back', async () => {
  const fans = await Promise.all(Array.from({ length: 4 }, () => signUpFan(api)));
  const holds = await Promise.all(fans.map((fan) => hold(fan)));
  const orders = await Promise.all(holds.map((held) => byGateway(held, 'approve')));
  const gateway = stack.process('mock-pg');
  await gateway.stop();
  const pay = (n: number) => dataOf(fans[n]!.submit('payment.pay', { body: orders[n]! }));
  const jobs = await Promise.all([0, 1, 2].map(pay));
  const { opsUrl } = stack.process('payment-worker');
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
    expect(metrics).toMatch(/^cm_gateway_circuit_opened_total(\{.*\})? [1-9]/m);
  }, PATIENCE);
  jobs.push(await pay(3));
  for (const [n, job] of jobs.entries()) {
    const params = { path: { jobId: job.id } };
    const { status } = await dataOf(fans[n]!.GET('/v1/jobs/{jobId}', { params }));
    expect(['queued', 'processing']).toContain(status);
    expect(['held', 'paying']).toContain((await see(fans[n]!, holds[n]!)).status);
  }
  await gateway.restart();
  for (const [n, job] of jobs.entries()) {
    expect(await fans[n]!.waitFor(job)).toMatchObject({
      status: 'succeeded',
      result: { reservation: { status: 'confirmed' } },
    });
  }
  const ledger = await send(stack.mockPgUrl, 'GET', '/mock/ledger');
  const items = ledger.body.items as { orderId: string; type: string }[];
  for (const held of holds) expect(items.filter((item) => item.orderId === held.id)).toHaveLength(1);
});

test('cancels a performance and refunds each fan once, also when the worker is killed halfway', async () => {
  const admin = await signUpStaff(api, db, 'admin');
  const sale = await makeSale(db, { seats: 40, startsAt: new Date(Date.now() + 2 * 86_400_000) });
  const fans = await Promise.all(Array.from({ length: 6 }, () => signUpFan(api)));
  const holds = await Promise.all(fans.map((fan, n) => holdSeats(fan, sale.performanceId, [n + 1])));
  const paid = holds.slice(1);
  for (const [n, held] of paid.entries())
    expect((await payByCard(fans[n + 1]!, stack.mockPgUrl, held, 'approve')).status).toBe('succeeded');

  const path = { performanceId: sale.performanceId };
  const job = await dataOf(admin.submit('performance.cancel', { path, body: { reason: 'storm' } }));
  const read = () => dataOf(admin.GET('/v1/jobs/{jobId}', { params: { path: { jobId: job.id } } }));
  const progress = async () => {
    const { type, ...now } = await read();
    if (type !== 'performance.cancel' || !('progress' in now)) throw new Error(`${job.id} is a ${type}`);
    return now.progress;
  };
  await vi.waitFor(async () => expect((await progress())?.done).toBeGreaterThan(1), PATIENCE);
  const [performance] = (
    await dataOf(admin.GET('/v1/concerts/{concertId}/performances', { params: { path: sale } }))
  ).items;
  expect(performance).toMatchObject({ saleStatus: 'closed', cancelled: true });
  await stack.process('payment-worker').kill('SIGKILL');
  await stack.process('payment-worker').restart();

  const report = { total: 6, done: 6, blocked: 0, refundedAmount: paid[0]!.totalAmount * paid.length };
  expect(await admin.waitFor(job)).toMatchObject({ status: 'succeeded', result: report });
  const { items } = (await send(stack.mockPgUrl, 'GET', '/mock/ledger')).body as {
    items: { orderId: string; type: string; amount: number }[];
  };
  for (const held of paid) {
    const moves = items
      .filter(({ orderId }) => orderId === held.id)
      .map(({ type, amount }) => [type, amount]);
    expect(moves).toEqual([
      ['capture', held.totalAmount],
      ['cancel', held.totalAmount],
    ]);
  }
  expect((await see(fans[0]!, holds[0]!)).status).toBe('released');
});

test('tops up once for an order, and only for its account', async () => {
  const [owner, thief] = await Promise.all([signUpFan(api), signUpFan(api)]);
  const order = await openOrder(owner, 30_000);
  const paymentKey = await checkOut(stack.mockPgUrl, order);
  const held = await hold(owner);
  const ticket = await byGateway(held, 'approve');
  const refused = async (fan: Fan, body: typeof order & { readonly paymentKey: string }) => {
    const { error } = await fan.submit('wallet.top-up', { body });
    expect(error).toMatchObject({ status: 422, code: 'top_up_order_unknown' });
  };
  await refused(thief, { ...order, paymentKey });
  await refused(thief, { amount: held.totalAmount, orderId: held.id, paymentKey: ticket.paymentKey });
  await refused(owner, { ...order, amount: 30_001, paymentKey });
  const body = { ...order, paymentKey };
  const redeem = () => owner.run('wallet.top-up', { body, idempotencyKey: 'once' });
  const done = await redeem();
  expect(done).toMatchObject({ status: 'succeeded', result: { balanceAmount: 30_000 } });
  expect((await redeem()).id).toBe(done.id);
  await refused(owner, { ...order, paymentKey });
  expect((await owner.run('payment.pay', { body: ticket })).status).toBe('succeeded');
});

test('writes no payment key into logs', async () => {
  const fan = await signUpFan(api);
  const held = await hold(fan);
  const order = await byGateway(held, 'error_then_approve:1');
  expect((await fan.run('payment.pay', { body: order })).status).toBe('succeeded');
  expect(output.join('\n')).not.toContain(order.paymentKey);
});
