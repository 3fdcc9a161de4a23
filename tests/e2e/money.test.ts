import { audit } from '@concert-mania/db/audit/audit';
import { makeSale, type SaleOptions } from '@concert-mania/testkit/data/builders';
import { type FanClient, send, signUpFan } from '@concert-mania/testkit/system/api-client';
import { afterEach, expect, test, vi } from 'vitest';
import { checkOut, openOrder, startSystem, topUp } from './system.ts';

const { stack, db, api, output } = await startSystem(
  {},
  { GATEWAY_BREAKER_FAILURES: '3', GATEWAY_BREAKER_PAUSE_MS: '1000' },
);
const PATIENCE = { timeout: 40_000, interval: 200 };

afterEach(async () => {
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});

type Reservation = { id: string; status: string; totalAmount: number; expiresAt: string };
async function hold(fan: FanClient, options: SaleOptions = {}): Promise<Reservation> {
  const sale = await makeSale(db, { seats: 40, ...options });
  const wish = { performanceId: sale.performanceId, seatNumbers: [1] };
  return (await fan.run('/v1/reservations', wish)).result?.reservation as Reservation;
}
const see = async (fan: FanClient, { id }: Reservation) =>
  (await fan.request('GET', `/v1/reservations/${id}`)).body as unknown as Reservation;

async function byGateway(held: Reservation, scenario: string) {
  const order = { orderId: held.id, amount: held.totalAmount, scenario };
  const paymentKey = await checkOut(stack.mockPgUrl, order);
  return { reservationId: held.id, method: 'gateway', paymentKey, amount: held.totalAmount };
}

test('keeps a hold until its own deadline after a declined payment where the concert says so, to be paid another way', async () => {
  const fan = await signUpFan(api);
  const held = await hold(fan, { onDecline: 'keep' });
  const declined = await fan.run('/v1/payments', await byGateway(held, 'decline'));
  expect(declined).toMatchObject({ status: 'rejected', error: { code: 'payment_declined' } });
  expect(await see(fan, held)).toMatchObject({ status: 'held', expiresAt: held.expiresAt });
  expect((await topUp(fan, stack.mockPgUrl, held.totalAmount)).status).toBe('succeeded');
  const paid = await fan.run('/v1/payments', { reservationId: held.id, method: 'wallet' });
  expect(paid).toMatchObject({ status: 'succeeded', result: { reservation: { status: 'confirmed' } } });
  expect((await fan.request('GET', '/v1/wallet')).body).toMatchObject({ balanceAmount: 0 });
});

test('tells fans nothing false while the gateway is away, keeps their holds, and pays when it is back', async () => {
  const fans = await Promise.all(Array.from({ length: 4 }, () => signUpFan(api)));
  const holds = await Promise.all(fans.map((fan) => hold(fan)));
  const orders = await Promise.all(holds.map((held) => byGateway(held, 'approve')));
  const gateway = stack.process('mock-pg');
  await gateway.stop();
  const pay = async (n: number) => String((await fans[n]!.submit('/v1/payments', orders[n])).body.id);
  const jobs = await Promise.all([0, 1, 2].map(pay));
  const { opsUrl } = stack.process('payment-worker');
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
    expect(metrics).toMatch(/^gateway_circuit_opened_total(\{.*\})? [1-9]/m);
  }, PATIENCE);
  jobs.push(await pay(3));
  for (const [n, job] of jobs.entries()) {
    expect(['queued', 'processing']).toContain(
      (await fans[n]!.request('GET', `/v1/jobs/${job}`)).body.status,
    );
    expect(['held', 'paying']).toContain((await see(fans[n]!, holds[n]!)).status);
  }
  await gateway.restart();
  for (const [n, job] of jobs.entries()) {
    expect(await fans[n]!.job(job)).toMatchObject({
      status: 'succeeded',
      result: { reservation: { status: 'confirmed' } },
    });
  }
  const ledger = await send(stack.mockPgUrl, 'GET', '/mock/ledger');
  const items = ledger.body.items as { orderId: string; type: string }[];
  for (const held of holds) expect(items.filter((item) => item.orderId === held.id)).toHaveLength(1);
});

test('tops up once for an order, and only for its account', async () => {
  const [owner, thief] = await Promise.all([signUpFan(api), signUpFan(api)]);
  const order = await openOrder(owner, 30_000);
  const paymentKey = await checkOut(stack.mockPgUrl, order);
  const held = await hold(owner);
  const ticket = await byGateway(held, 'approve');
  const refused = async (fan: FanClient, body: object) => {
    const { status, body: problem } = await fan.submit('/v1/wallet/top-ups', body);
    expect([status, problem.code]).toEqual([422, 'top_up_order_unknown']);
  };
  await refused(thief, { ...order, paymentKey });
  await refused(thief, { amount: held.totalAmount, orderId: held.id, paymentKey: ticket.paymentKey });
  await refused(owner, { ...order, amount: 30_001, paymentKey });
  const key = { 'idempotency-key': 'once' };
  const redeem = () => owner.run('/v1/wallet/top-ups', { ...order, paymentKey }, key);
  const done = await redeem();
  expect(done).toMatchObject({ status: 'succeeded', result: { balanceAmount: 30_000 } });
  expect((await redeem()).id).toBe(done.id);
  await refused(owner, { ...order, paymentKey });
  expect((await owner.run('/v1/payments', ticket)).status).toBe('succeeded');
});

test('writes no payment key into logs', async () => {
  const fan = await signUpFan(api);
  const held = await hold(fan);
  const order = await byGateway(held, 'error_then_approve:1');
  expect((await fan.run('/v1/payments', order)).status).toBe('succeeded');
  expect(output.join('\n')).not.toContain(order.paymentKey);
});
