import { makeCompareDay } from '@concert-mania/core/payments/gateway/compare-gateway';
import { audit } from '@concert-mania/db/audit/audit';
import { makeComparisons } from '@concert-mania/db/money/gateway/gateway-comparisons';
import { makeCancellationStore } from '@concert-mania/db/money/refunds/cancellation-store';
import { makeShowCancellations } from '@concert-mania/db/shows/show-cancellations';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import {
  askToCancel,
  commandOf,
  makeFundedAccount,
  payByGateway,
  payByWallet,
  topUpOf,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { gatewayMoneyInLedger } from '@concert-mania/testkit/system/mock-gateway';
import { expect, test, vi } from 'vitest';
import { FAILPOINTS } from './failpoints.ts';
import { makeTransactionList } from './gateway-transactions.ts';
import {
  byReconciler,
  byRedelivery,
  codeOf,
  db,
  gatewayUrl,
  KST_OFFSET_MS,
  makeHeld,
  makeWorker,
  mock,
  PATIENCE,
  payNow,
  received,
  reconcile,
  SECRET_KEY,
  statusOf,
  untilDeath,
} from './testing/crashing-workers.ts';

const RECOVERIES = [
  ['a redelivered job', byRedelivery],
  ['the reconciler', byReconciler],
] as const;
const CONFIRM_SCENARIOS = [
  ['approve', true],
  ['decline', false],
  ['delay:150', true],
  ['timeout', false],
  ['drop_after_commit', true],
  ['error_then_approve:1', true],
  ['duplicate_webhook', true],
  ['late_webhook:150', true],
] as const;
const CANCEL_SCENARIOS = ['approve', 'cancel_timeout', 'cancel_error:1'] as const;

const confirmMatrix = CONFIRM_SCENARIOS.flatMap(([scenario, taken]) =>
  FAILPOINTS.flatMap((point) =>
    RECOVERIES.map(([name, recover]) => ({ scenario, taken, point, name, recover })),
  ),
);

test.concurrent.each(confirmMatrix)(
  'settles a payment that plays "$scenario" when its worker dies $point, by $name',
  async ({ scenario, taken, point, recover }) => {
    const { hold } = await makeHeld();
    const paymentKey = await mock.checkout(hold.id, hold.totalAmount, scenario);
    const command = payByGateway(hold, { paymentKey });
    await untilDeath(point, command.jobId, (worker) => worker.pay(command));
    const outcome = await recover(command.jobId, (worker) => worker.pay(command));
    expect(codeOf(outcome)).toBe(taken ? 'succeeded' : 'payment_declined');
    expect(await statusOf(hold)).toBe(taken ? 'confirmed' : 'payment_failed');
    expect(await mock.itemsOf(paymentKey)).toEqual(taken ? [['capture', hold.totalAmount]] : []);
  },
);

test.each(FAILPOINTS)('settles each payment of a batch whose worker dies %s', async (point) => {
  const scenarios = ['approve', 'decline', 'drop_after_commit', 'delay:150', 'approve', 'duplicate_webhook'];
  const paid = await Promise.all(
    scenarios.map(async (scenario) => {
      const { hold } = await makeHeld();
      const paymentKey = await mock.checkout(hold.id, hold.totalAmount, scenario);
      return { hold, paymentKey, scenario, command: payByGateway(hold, { paymentKey }) };
    }),
  );
  const dying = makeWorker(point, undefined, scenarios.length);
  const ends = await Promise.allSettled(paid.map(({ command }) => dying.pay(command)));
  expect(ends.some(({ status }) => status === 'rejected')).toBe(true);
  for (const { command, hold, paymentKey, scenario } of paid) {
    const taken = scenario !== 'decline';
    expect(codeOf(await byReconciler(command.jobId))).toBe(taken ? 'succeeded' : 'payment_declined');
    expect(await statusOf(hold)).toBe(taken ? 'confirmed' : 'payment_failed');
    expect(await mock.itemsOf(paymentKey)).toEqual(taken ? [['capture', hold.totalAmount]] : []);
  }
});

test.concurrent.each(confirmMatrix)(
  'settles a top-up that plays "$scenario" when its worker dies $point, by $name',
  async ({ scenario, taken, point, recover }) => {
    const accountId = await makeAccount(db);
    const orderId = `top-up-${accountId}`;
    const paymentKey = await mock.checkout(orderId, 30_000, scenario);
    const command = topUpOf(accountId, { orderId, paymentKey, amount: 30_000 });
    await untilDeath(point, command.jobId, (worker) => worker.topUp(command));
    const outcome = await recover(command.jobId, (worker) => worker.topUp(command));
    expect(codeOf(outcome)).toBe(taken ? 'succeeded' : 'payment_declined');
    expect(await mock.itemsOf(paymentKey)).toEqual(taken ? [['capture', 30_000]] : []);
  },
);

test.concurrent.each(
  CANCEL_SCENARIOS.flatMap((scenario) =>
    FAILPOINTS.flatMap((point) => RECOVERIES.map(([name, recover]) => ({ scenario, point, name, recover }))),
  ),
)(
  'gives money back once that plays "$scenario" when the worker dies $point, by $name',
  async ({ scenario, point, recover }) => {
    const { hold, paymentKey } = await payNow(scenario);
    const command = askToCancel(hold);
    await untilDeath(point, command.jobId, (worker) => worker.cancel(command));
    const outcome = await recover(command.jobId, (worker) => worker.cancel(command));
    expect(codeOf(outcome)).toBe('succeeded');
    expect(await statusOf(hold)).toBe('cancelled');
    expect(await mock.itemsOf(paymentKey)).toEqual([
      ['capture', hold.totalAmount],
      ['cancel', hold.totalAmount],
    ]);
  },
);

test.concurrent.each(
  FAILPOINTS.flatMap((point) => RECOVERIES.map(([name, recover]) => ({ point, name, recover }))),
)(
  'gives the money of one of three seats back once when the worker dies $point, by $name, and then that of the others',
  async ({ point, recover }) => {
    const { hold, paymentKey } = await payNow('approve', 2, [1, 2, 3]);
    const command = askToCancel(hold, [2]);
    await untilDeath(point, command.jobId, (worker) => worker.cancel(command));
    const outcome = await recover(command.jobId, (worker) => worker.cancel(command));
    expect(outcome).toMatchObject({
      status: 'succeeded',
      result: { refundAmount: 105_000, feeAmount: 45_000 },
    });
    expect(await statusOf(hold)).toBe('confirmed');
    const others = askToCancel(hold);
    expect(await byRedelivery(others.jobId, (worker) => worker.cancel(others))).toMatchObject({
      result: { reservation: { status: 'cancelled' }, refundAmount: 210_000, feeAmount: 90_000 },
    });
    expect(await mock.itemsOf(paymentKey)).toEqual([
      ['capture', 450_000],
      ['cancel', 105_000],
      ['cancel', 210_000],
    ]);
  },
);

test.concurrent.each(['before-commit', 'after-commit'] as const)(
  'pays from the wallet once when the worker dies %s',
  async (point) => {
    const sale = await makeSale(db, { seats: 20 });
    const accountId = await makeFundedAccount(db, 300_000);
    const hold = await makeHold(db, { sale, accountId, seatNumbers: [1] });
    const command = payByWallet(hold);
    await untilDeath(point, command.jobId, (worker) => worker.pay(command));
    expect(codeOf(await byRedelivery(command.jobId, (worker) => worker.pay(command)))).toBe('succeeded');
    expect(await statusOf(hold)).toBe('confirmed');
  },
);

test.concurrent('has one winner among repeated cancellations', async () => {
  const { hold, paymentKey } = await payNow('approve', 2);
  const commands = [askToCancel(hold), askToCancel(hold), askToCancel(hold)];
  const ends = await Promise.all(
    [...commands, ...commands].map((command) =>
      byRedelivery(command.jobId, (worker) => worker.cancel(command)),
    ),
  );
  expect(ends.map(codeOf).sort()).toEqual([
    ...Array(4).fill('not_cancellable'),
    ...Array(2).fill('succeeded'),
  ]);
  // Two days before: 30 % are kept, and the gateway gives back no more than the rest.
  expect(await mock.itemsOf(paymentKey)).toEqual([
    ['capture', 150_000],
    ['cancel', 105_000],
  ]);
});

test.concurrent('cancels once although the answers about payment and refund come late', async () => {
  const { hold, paymentKey } = await payNow('late_webhook:200');
  const command = askToCancel(hold);
  expect(codeOf(await byRedelivery(command.jobId, (worker) => worker.cancel(command)))).toBe('succeeded');
  const before = received.webhooks;
  await vi.waitFor(async () => {
    await reconcile();
    expect(received.webhooks).toBeGreaterThanOrEqual(before + 2);
  }, PATIENCE);
  await reconcile();
  expect(await statusOf(hold)).toBe('cancelled');
  expect((await mock.itemsOf(paymentKey)).map(([type]) => type)).toEqual(['capture', 'cancel']);
});

test.concurrent('refuses to cancel while it is being paid, and confirms', async () => {
  const { hold } = await makeHeld();
  const paymentKey = await mock.checkout(hold.id, hold.totalAmount, 'delay:300');
  const paying = makeWorker().pay(payByGateway(hold, { paymentKey }));
  await vi.waitFor(async () => expect(await statusOf(hold)).toBe('paying'), PATIENCE);
  expect(codeOf(await makeWorker().cancel(askToCancel(hold)))).toBe('not_cancellable');
  expect(codeOf(await paying)).toBe('succeeded');
  expect(await mock.itemsOf(paymentKey)).toEqual([['capture', hold.totalAmount]]);
});

test.each(FAILPOINTS)(
  'refunds a fan of a cancelled performance once when the worker dies %s',
  async (point) => {
    const { hold, paymentKey } = await payNow('approve', 2);
    const { performanceId } = hold;
    const admin = await makeAccount(db, { role: 'admin' });
    const command = commandOf(admin, { performanceId, reason: 'storm' });
    const cancellations = makeShowCancellations(db, makeCancellationStore(db, newId), newId);
    await cancellations.begin(command);
    const settled = `update show_cancellations set started_at = started_at - interval '10 s' where performance_id = $1`;
    await db.query(settled, [performanceId]);
    const dying = makeWorker(point);
    const ends = [...(await dying.refundShows()).faults, ...(await dying.reconcile()).faults];
    expect(ends).not.toEqual([]);
    await vi.waitFor(async () => {
      await makeWorker().refundShows();
      await reconcile();
      expect(await cancellations.begin(command)).toMatchObject({
        outcome: { status: 'succeeded', result: { total: 1, done: 1, refundedAmount: hold.totalAmount } },
      });
    }, PATIENCE);
    expect(await statusOf(hold)).toBe('cancelled');
    expect((await mock.itemsOf(paymentKey)).map(([type]) => type)).toEqual(['capture', 'cancel']);
  },
);

test('ends all of the above with a ledger that balances and agrees with the gateway’s', async () => {
  const ours = await gatewayMoneyInLedger(db);
  const theirs = await mock.money();
  // A wallet that a test filled by itself has no counterpart at the gateway.
  const made = Object.keys(ours).filter((key) => key.startsWith('pk_order-'));
  for (const key of made) expect(theirs[key]).toBeUndefined();
  const kept = Object.fromEntries(Object.entries(ours).filter(([key]) => !made.includes(key)));
  expect(Object.keys(theirs).length).toBeGreaterThan(100);
  expect(kept).toEqual(theirs);
  const comparisons = makeComparisons(db, 0);
  const transactions = makeTransactionList({ url: gatewayUrl, secretKey: SECRET_KEY, timeoutMs: 5_000 });
  const today = new Date(Date.now() + KST_OFFSET_MS).toISOString().slice(0, 10);
  await comparisons.restart(today);
  const found = await makeCompareDay({ transactions, comparisons })(today);
  expect(
    found.filter(({ kind, orderId }) => kind !== 'capture_missing_there' || !orderId.startsWith('order-')),
  ).toEqual([]);
  await db.query('delete from gateway_differences');
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});
