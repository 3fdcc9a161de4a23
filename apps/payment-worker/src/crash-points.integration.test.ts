import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCompareDay } from '@concert-mania/core/payments/gateway/compare-gateway';
import { makeGatewaySlots } from '@concert-mania/core/payments/gateway/gateway-slots';
import { makePayReservation } from '@concert-mania/core/payments/pay-reservation';
import { type PaymentStore, PaymentUnsettled } from '@concert-mania/core/payments/ports';
import { makeReconcilePayments } from '@concert-mania/core/payments/reconcile-payments';
import { makeCancelReservation } from '@concert-mania/core/payments/refunds/cancel-reservation';
import { makeTopUpWallet } from '@concert-mania/core/payments/top-up-wallet';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { audit } from '@concert-mania/db/audit/audit';
import { makeOutcomeStore } from '@concert-mania/db/events/outcomes';
import { makeComparisons } from '@concert-mania/db/money/gateway/gateway-comparisons';
import { makePaymentStore, makePaymentWebhooks } from '@concert-mania/db/money/payments/payment-store';
import { makeCancellationStore } from '@concert-mania/db/money/refunds/cancellation-store';
import { makeReservationReader } from '@concert-mania/db/reservations/reservation-store';
import { freePorts } from '@concert-mania/local-stack/free-port';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import {
  cancelOf,
  makeFundedAccount,
  payByGateway,
  payByWallet,
  topUpOf,
} from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { gatewayMoneyInLedger, makeMockGatewayClient } from '@concert-mania/testkit/system/mock-gateway';
import { processForTest } from '@concert-mania/testkit/system/process-for-test';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { FAILPOINTS, type Failpoint, passBeforeCommit, passFailpoints } from './failpoints.ts';
import { makeGatewayCircuit } from './gateway-circuit.ts';
import { makeGatewayClient } from './gateway-client.ts';
import { makeTransactionList } from './gateway-transactions.ts';

const SECRET_KEY = 'test-gateway-secret-key-of-32-characters';
const PATIENCE = { timeout: 30_000, interval: 20 };
const DAY_MS = 86_400_000;
const KST_OFFSET_MS = 9 * 3_600_000;
const TERMS = { payingMs: 30_000, queuedMs: 30_000, checkAfterMs: 0 };
const TIMES = { leaseMs: 100, sessionMs: 600_000 };

const database = await testDatabase();
const db = openForTest(database, 12);
const dataDir = await mkdtemp(join(tmpdir(), 'crash-points-test-'));
const [gatewayPort, gatewayOps] = await freePorts(2);
const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
const mock = makeMockGatewayClient(gatewayUrl);
const outcomes = makeOutcomeStore(db);
const reservations = makeReservationReader(db);

const webhooks = makePaymentWebhooks(db);
const receiver = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const { data } = JSON.parse(text) as { data: { paymentKey: string; status: string } };
  const { paymentKey, status } = data;
  await webhooks.receive({ id: String(request.headers['webhook-id']), paymentKey, status });
  response.end();
});
await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));

const gateway = processForTest('mock-pg', gatewayOps, {
  NODE_ENV: 'test',
  LOG_LEVEL: 'warn',
  HOST: '127.0.0.1',
  MOCK_PG_PORT: String(gatewayPort),
  DATA_DIR: dataDir,
  GATEWAY_SECRET_KEY: SECRET_KEY,
  WEBHOOK_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
  WEBHOOK_SECRET: 'test-webhook-secret-of-32-characters!',
});
beforeAll(() => gateway.restart());
afterAll(async () => {
  await gateway.stop();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
  await rm(dataDir, { recursive: true, force: true });
});

class Death extends Error {}

/**
 * The use cases as a fresh process has them; with a failpoint, one that dies there. With a job, its
 * reconciler minds no other.
 */
function makeWorker(failpoint?: Failpoint, jobId?: string) {
  const pass = (point: Failpoint) => {
    if (point === failpoint) throw new Death(point);
  };
  const ports = passFailpoints(
    {
      store: makePaymentStore(db, newId),
      cancellations: makeCancellationStore(db, newId),
      gateway: makeGatewayClient({
        url: gatewayUrl,
        secretKey: SECRET_KEY,
        timeoutMs: 400,
        circuit: makeGatewayCircuit({ failures: 10_000, pauseMs: 50, onState: () => undefined }),
        closing: new AbortController().signal,
      }),
    },
    makePaymentStore(passBeforeCommit(db, pass), newId),
    pass,
  );
  const isMine = (job: string) => jobId === undefined || job === jobId;
  const store: PaymentStore = {
    ...ports.store,
    takeDuePayments: async (_, times) =>
      (await ports.store.takeDuePayments(1_000, times)).filter((open) => isMine(open.payment.jobId)),
    takeDueRefunds: async (_, againAfterMs) =>
      (await ports.store.takeDueRefunds(1_000, againAfterMs)).filter((open) => isMine(open.jobId)),
  };
  const all = { ...ports, store, terms: TERMS, slots: makeGatewaySlots(1), batchSize: 20, times: TIMES };
  return {
    pay: makePayReservation(all),
    topUp: makeTopUpWallet(all),
    cancel: makeCancelReservation(all),
    reconcile: makeReconcilePayments(all),
  };
}
type Worker = ReturnType<typeof makeWorker>;
type Handle = (worker: Worker) => Promise<Outcome>;

const busy = { dying: 0, reconciling: 0 };

/** Keeps two kinds of tests apart: a reconciler would settle payments that dying workers leave. */
async function excludeOther<T>(
  mine: keyof typeof busy,
  other: keyof typeof busy,
  work: () => Promise<T>,
): Promise<T> {
  await vi.waitFor(() => {
    expect(busy[other]).toBe(0);
    busy[mine] += 1;
  }, PATIENCE);
  try {
    return await work();
  } finally {
    busy[mine] -= 1;
  }
}

/** Delivers a job to a worker that dies at the point, as often as it takes to get there. */
const untilDeath = (point: Failpoint, jobId: string, handle: Handle): Promise<void> =>
  excludeOther('dying', 'reconciling', () =>
    vi.waitFor(async () => {
      const worker = makeWorker(point, jobId);
      const end = await handle(worker).catch((error: unknown) => error);
      const ends = end instanceof PaymentUnsettled ? (await worker.reconcile()).faults : [end];
      expect(ends).toEqual([expect.any(Death)]);
    }, PATIENCE),
  );

const reconcile = () => excludeOther('reconciling', 'dying', () => makeWorker().reconcile());

/**
 * As a worker has it: what was begun before is the reconciler's, and the job finds the outcome when
 * it is tried again.
 */
const byRedelivery = (jobId: string, handle: Handle): Promise<Outcome> =>
  vi.waitFor(async () => {
    const worker = makeWorker(undefined, jobId);
    const end = await handle(worker).catch((error: unknown) => error);
    if (end instanceof PaymentUnsettled) await worker.reconcile();
    if (end instanceof Error) throw end;
    return end as Outcome;
  }, PATIENCE);

const byReconciler = (jobId: string): Promise<Outcome> =>
  vi.waitFor(async () => {
    const { faults } = await reconcile();
    expect(faults).toEqual([]);
    const job = await outcomes.findOutcome(jobId);
    if (!job?.outcome) throw new Error(`${jobId} is not decided`);
    return job.outcome;
  }, PATIENCE);

const codeOf = (outcome: Outcome): string =>
  outcome.status === 'rejected' ? outcome.error.code : outcome.status;

async function makeHeld(startsInDays = 40) {
  const startsAt = new Date(Date.now() + startsInDays * DAY_MS);
  const sale = await makeSale(db, { seats: 20, startsAt });
  const hold = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  return { sale, hold };
}
const statusOf = async (hold: { accountId: string; id: string }) =>
  (await reservations.find(hold.accountId, hold.id))?.reservation.status;

async function payNow(scenario: string, startsInDays?: number) {
  const { hold } = await makeHeld(startsInDays);
  const paymentKey = await mock.checkout(hold.id, hold.totalAmount, scenario);
  const command = payByGateway(hold, { paymentKey });
  expect(codeOf(await byRedelivery(command.jobId, (worker) => worker.pay(command)))).toBe('succeeded');
  return { hold, paymentKey };
}

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
    const command = cancelOf(hold);
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
  const commands = [cancelOf(hold), cancelOf(hold), cancelOf(hold)];
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
  const command = cancelOf(hold);
  expect(codeOf(await byRedelivery(command.jobId, (worker) => worker.cancel(command)))).toBe('succeeded');
  const [before] = await db.query<{ n: number }>('select count(*) as n from webhook_deliveries');
  await vi.waitFor(async () => {
    await reconcile();
    const [after] = await db.query<{ n: number }>('select count(*) as n from webhook_deliveries');
    expect(after!.n).toBeGreaterThanOrEqual(before!.n + 2);
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
  expect(codeOf(await makeWorker().cancel(cancelOf(hold)))).toBe('not_cancellable');
  expect(codeOf(await paying)).toBe('succeeded');
  expect(await mock.itemsOf(paymentKey)).toEqual([['capture', hold.totalAmount]]);
});

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
