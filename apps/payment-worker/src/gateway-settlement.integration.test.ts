import { audit } from '@concert-mania/db/audit/audit';
import { makeStuckMoneyDesk } from '@concert-mania/db/money/refunds/stuck-money-store';
import { makeWalletStore } from '@concert-mania/db/money/wallet/wallet-store';
import { makeExpiryStore } from '@concert-mania/db/reservations/expiry-store';
import { deleteKeysContaining } from '@concert-mania/local-stack/redis/redis-admin';
import { makeJobReader } from '@concert-mania/redis/bullmq/job-reader';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeAccount, makeClerk, makeSale, newId } from '@concert-mania/testkit/data/builders';
import {
  cancelOf,
  makeFundedAccount,
  payByGateway,
  payByWallet,
  topUpOf,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { gatewayMoneyInLedger } from '@concert-mania/testkit/system/mock-gateway';
import { processForTest } from '@concert-mania/testkit/system/process-for-test';
import { expect, test, vi } from 'vitest';
import { FAILPOINTS } from './failpoints.ts';
import {
  BREAKER_FAILURES,
  checkout,
  codeOf,
  common,
  db,
  doomedOps,
  gateway,
  giveBackAtDesk,
  itemsOf,
  makeHeld,
  money,
  outcomeOf,
  outcomes,
  PATIENCE,
  pay,
  redis,
  redisServer,
  reservations,
  SECRET_KEY,
  statusOf,
  submit,
  worker,
  workerOps,
} from './testing/paying-system.ts';

test.concurrent.each([
  'approve',
  'delay:100',
  'delay:900',
  'drop_after_commit',
  'error_then_approve:2',
  'duplicate_webhook',
  'late_webhook:100',
])('confirms a reservation and takes its money once when the gateway plays "%s"', async (scenario) => {
  const { hold, jobId, paymentKey } = await pay(scenario);
  expect(codeOf(await outcomeOf(jobId))).toBe('succeeded');
  expect(await statusOf(hold)).toBe('confirmed');
  expect(await itemsOf(paymentKey)).toEqual([['capture', hold.totalAmount]]);
});

test.concurrent.each(['decline', 'timeout'])(
  'releases the seats and takes no money when the gateway plays "%s"',
  async (scenario) => {
    const { hold, sale, accountId, jobId, paymentKey } = await pay(scenario);
    expect(codeOf(await outcomeOf(jobId))).toBe('payment_declined');
    expect(await statusOf(hold)).toBe('payment_failed');
    expect(await itemsOf(paymentKey)).toEqual([]);
    await makeHold(db, { sale, accountId, seatNumbers: [1] });
  },
);

test('declines a payment key unknown to the gateway', async () => {
  const { hold } = await makeHeld();
  const jobId = await submit('payment.pay', payByGateway(hold));
  expect(await outcomeOf(jobId)).toMatchObject({ error: { reason: 'NOT_FOUND_PAYMENT' } });
});

test('takes no money under the key of another order', async () => {
  const first = await pay('approve');
  await outcomeOf(first.jobId);
  const { hold } = await makeHeld();
  const paymentKey = await checkout('another-order', hold.totalAmount, 'approve');
  const jobId = await submit('payment.pay', payByGateway(hold, { paymentKey }));
  expect(codeOf(await outcomeOf(jobId))).toBe('payment_declined');
  expect(await itemsOf(paymentKey)).toEqual([]);
});

test.concurrent.each(['approve', 'drop_after_commit', 'error_then_approve:1'])(
  'credits a top-up once when the gateway plays "%s"',
  async (scenario) => {
    const accountId = await makeAccount(db);
    const orderId = `top-up-${scenario}`;
    const paymentKey = await checkout(orderId, 30_000, scenario);
    const jobId = await submit('wallet.top-up', topUpOf(accountId, { orderId, paymentKey, amount: 30_000 }));
    expect(await outcomeOf(jobId)).toMatchObject({ status: 'succeeded', result: { balanceAmount: 30_000 } });
    expect(await makeWalletStore(db).findBalance(accountId)).toBe(30_000);
  },
);

test.concurrent.each(['approve', 'cancel_timeout', 'cancel_error:2'])(
  'refunds a cancelled reservation once when the gateway plays "%s"',
  async (scenario) => {
    const { hold, jobId, paymentKey } = await pay(scenario);
    await outcomeOf(jobId);
    const cancelJob = await submit('reservation.cancel', cancelOf(hold));
    expect(await outcomeOf(cancelJob)).toMatchObject({
      status: 'succeeded',
      result: { reservation: { status: 'cancelled' }, refundAmount: hold.totalAmount, feeAmount: 0 },
    });
    expect(await itemsOf(paymentKey)).toEqual([
      ['capture', hold.totalAmount],
      ['cancel', hold.totalAmount],
    ]);
  },
);

test('makes wallet payments and claims gateway payments while the gateway is slow with many payments', async () => {
  const slow = await Promise.all(Array.from({ length: 40 }, () => pay('delay:300')));
  const sale = await makeSale(db, { seats: 20 });
  const accountId = await makeFundedAccount(db, 150_000);
  const own = await makeHold(db, { sale, accountId, seatNumbers: [1] });
  const fromWallet = await submit('payment.pay', payByWallet(own));
  expect(codeOf(await outcomeOf(fromWallet))).toBe('succeeded');
  const undecided = async () => {
    const found = await Promise.all(slow.map(({ jobId }) => outcomes.findOutcome(jobId)));
    return found.filter((job) => job === null).length;
  };
  expect(await undecided()).toBeGreaterThan(20);
  expect(await Promise.all(slow.map(({ hold }) => statusOf(hold)))).not.toContain('held');
  for (const { jobId } of slow) expect(codeOf(await outcomeOf(jobId))).toBe('succeeded');
});

test('refunds the rest of a payment that the gateway’s desk refunded in part, and ends', async () => {
  const { hold, jobId, paymentKey } = await pay('approve');
  await outcomeOf(jobId);
  await giveBackAtDesk(SECRET_KEY, paymentKey, 1_000);
  const cancelJob = await submit('reservation.cancel', cancelOf(hold));
  expect(await outcomeOf(cancelJob)).toMatchObject({
    status: 'succeeded',
    result: { reservation: { status: 'cancelled' }, refundAmount: hold.totalAmount, feeAmount: 0 },
  });
  expect(await itemsOf(paymentKey)).toEqual([
    ['capture', hold.totalAmount],
    ['cancel', 1_000],
    ['cancel', hold.totalAmount - 1_000],
  ]);
});

test('keeps the job of a permanently refused refund until a person has settled it', async () => {
  const { hold, accountId, jobId, paymentKey } = await pay('cancel_refused');
  await outcomeOf(jobId);
  const cancelJob = await submit('reservation.cancel', cancelOf(hold));
  const desk = makeStuckMoneyDesk(db, newId);
  const stuck = await vi.waitFor(async () => {
    const [item] = (await desk.list({ after: null, limit: 1 })).items;
    expect(item).toMatchObject({ kind: 'refund_refused', accountId, code: 'NOT_CANCELABLE_PAYMENT' });
    return item!;
  }, PATIENCE);
  const job = makeJobReader(redis, makeKeys(redisServer.prefix));
  expect(await job.findJob(cancelJob)).toMatchObject({ status: 'processing', outcome: null });
  await desk.settle(stuck.id, await makeClerk(db), { reference: 'bank transfer 1', note: '' });
  expect(await outcomeOf(cancelJob)).toMatchObject({ status: 'succeeded' });
  await vi.waitFor(
    async () => expect(await job.findJob(cancelJob)).toMatchObject({ status: 'succeeded' }),
    PATIENCE,
  );
  expect(await statusOf(hold)).toBe('cancelled');
  expect(await itemsOf(paymentKey)).toEqual([['capture', hold.totalAmount]]);
});

test('refunds money in full and once that was captured after the seats were gone', async () => {
  const { hold, sale, jobId, paymentKey } = await pay('delay:5000', 3_000);
  const expiry = makeExpiryStore(db, 0);
  await vi.waitFor(async () => {
    await expiry.expireOverdue(10, []);
    expect(await statusOf(hold)).toBe('expired');
  }, PATIENCE);
  const rival = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  expect(codeOf(await outcomeOf(jobId))).toBe('hold_expired');
  expect(await itemsOf(paymentKey)).toEqual([
    ['capture', hold.totalAmount],
    ['cancel', hold.totalAmount],
  ]);
  expect(await statusOf(rival)).toBe('held');
});

test('settles the payment of a killed worker although its job is lost too', async () => {
  const { hold, jobId, paymentKey } = await pay('delay:1200');
  await vi.waitFor(async () => expect(await statusOf(hold)).toBe('paying'), PATIENCE);
  worker.kill('SIGKILL');
  await vi.waitFor(() => expect(worker.pid).toBeUndefined(), PATIENCE);
  await deleteKeysContaining(redisServer.url, redisServer.prefix);
  await worker.restart();
  expect(codeOf(await outcomeOf(jobId))).toBe('succeeded');
  expect(await statusOf(hold)).toBe('confirmed');
  expect(await itemsOf(paymentKey)).toEqual([['capture', hold.totalAmount]]);
});

test.each(FAILPOINTS)('settles the payment of a worker that was killed %s', async (failpoint) => {
  await worker.stop();
  const doomed = processForTest('payment-worker', doomedOps, { ...common, PAYMENT_FAILPOINT: failpoint });
  await doomed.restart();
  const { hold, jobId, paymentKey } = await pay('approve');
  await vi.waitFor(() => expect(doomed.pid).toBeUndefined(), PATIENCE);
  await worker.restart();
  expect(codeOf(await outcomeOf(jobId))).toBe('succeeded');
  expect(await statusOf(hold)).toBe('confirmed');
  expect(await itemsOf(paymentKey)).toEqual([['capture', hold.totalAmount]]);
});

test('pays from the wallet and keeps holds unchanged while the gateway is away', async () => {
  const doomed = await Promise.all(Array.from({ length: BREAKER_FAILURES }, () => makeHeld()));
  const { hold } = await makeHeld();
  const sale = await makeSale(db, { seats: 20 });
  const accountId = await makeFundedAccount(db, 150_000);
  const own = await makeHold(db, { sale, accountId, seatNumbers: [1] });
  await gateway.stop();
  const jobs = await Promise.all(doomed.map((one) => submit('payment.pay', payByGateway(one.hold))));
  await vi.waitFor(async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${workerOps}/metrics`)).text();
    expect(metrics).toMatch(/^cm_gateway_circuit_state(\{.*\})? 2$/m);
  }, PATIENCE);
  const waiting = await submit('payment.pay', payByGateway(hold));
  const fromWallet = await submit('payment.pay', payByWallet(own));
  expect(codeOf(await outcomeOf(fromWallet))).toBe('succeeded');
  expect(await statusOf(hold)).toBe('held');
  await gateway.restart();
  for (const jobId of [...jobs, waiting]) expect(codeOf(await outcomeOf(jobId))).toBe('payment_declined');
});

test('waits for a gateway that is away, and pays once it is back', async () => {
  const { hold, accountId } = await makeHeld();
  const paymentKey = await checkout(hold.id, hold.totalAmount, 'approve');
  await gateway.stop();
  const jobId = await submit('payment.pay', payByGateway(hold, { paymentKey }));
  await vi.waitFor(async () => expect(await statusOf(hold)).toBe('paying'), PATIENCE);
  await gateway.restart();
  expect(codeOf(await outcomeOf(jobId))).toBe('succeeded');
  expect(await itemsOf(paymentKey)).toEqual([['capture', hold.totalAmount]]);
  expect((await reservations.find(accountId, hold.id))?.payments).toHaveLength(1);
});

test('ends all of the above with a ledger that balances and agrees with the gateway’s', async () => {
  expect(Object.keys(await money()).length).toBeGreaterThan(10);
  const ours = Object.entries(await gatewayMoneyInLedger(db));
  // A wallet that a test filled by itself has no counterpart at the gateway.
  const kept = ours.filter(([key]) => !key.startsWith('pk_order-'));
  expect(Object.fromEntries(kept)).toEqual(await money());
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});
