import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeGatewaySlots } from '@concert-mania/core/payments/gateway/gateway-slots';
import { makePayReservation } from '@concert-mania/core/payments/pay-reservation';
import { type PaymentStore, PaymentUnsettled } from '@concert-mania/core/payments/ports';
import { makeReconcilePayments } from '@concert-mania/core/payments/reconcile-payments';
import { makeCancelReservation } from '@concert-mania/core/payments/refunds/cancel-reservation';
import { makeTopUpWallet } from '@concert-mania/core/payments/top-up-wallet';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { makeRefundEveryone } from '@concert-mania/core/shows/refund-everyone';
import { makeOutcomeStore } from '@concert-mania/db/events/outcomes';
import { makePaymentWebhooks } from '@concert-mania/db/money/gateway/payment-webhooks';
import { makePaymentStore } from '@concert-mania/db/money/payments/payment-store';
import { makeCancellationStore } from '@concert-mania/db/money/refunds/cancellation-store';
import { makeReservationReader } from '@concert-mania/db/reservations/reservation-store';
import { makeShowCancellations } from '@concert-mania/db/shows/show-cancellations';
import { freePorts } from '@concert-mania/local-stack/free-port';
import { makeAccount, makeSale, newId } from '@concert-mania/testkit/data/builders';
import { payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { makeMockGatewayClient } from '@concert-mania/testkit/system/mock-gateway';
import { processForTest } from '@concert-mania/testkit/system/process-for-test';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { type Failpoint, passBeforeCommit, passFailpoints } from '../failpoints.ts';
import { makeGatewayCircuit } from '../gateway-circuit.ts';
import { makeGatewayClient } from '../gateway-client.ts';

export const SECRET_KEY = 'test-gateway-secret-key-of-32-characters';
export const PATIENCE = { timeout: 30_000, interval: 20 };
const DAY_MS = 86_400_000;
export const KST_OFFSET_MS = 9 * 3_600_000;
const TERMS = { payingMs: 30_000, queuedMs: 30_000, checkAfterMs: 0 };
const TIMES = { leaseMs: 100, sessionMs: 600_000 };

const database = await testDatabase();
export const db = openForTest(database, 12);
const dataDir = await mkdtemp(join(tmpdir(), 'crash-points-test-'));
const [gatewayPort, gatewayOps] = await freePorts(2);
export const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
export const mock = makeMockGatewayClient(gatewayUrl);
const outcomes = makeOutcomeStore(db);
const reservations = makeReservationReader(db);

const webhooks = makePaymentWebhooks(db);
/** The number of webhooks received. */
export const received = { webhooks: 0 };
const receiver = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  const { data } = JSON.parse(text) as { data: { paymentKey: string; status: string } };
  const { paymentKey, status } = data;
  await webhooks.receive({ id: String(request.headers['webhook-id']), paymentKey, status });
  received.webhooks += 1;
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
export function makeWorker(failpoint?: Failpoint, jobId?: string, slots = 1) {
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
  const all = { ...ports, store, terms: TERMS, slots: makeGatewaySlots(slots), batchSize: 20, times: TIMES };
  return {
    pay: makePayReservation(all),
    topUp: makeTopUpWallet(all),
    cancel: makeCancelReservation(all),
    reconcile: makeReconcilePayments(all),
    refundShows: makeRefundEveryone({
      ...all,
      cancellations: makeShowCancellations(db, all.cancellations, newId),
      most: 10,
      atOnce: 2,
      roundMs: 5_000,
      leaseMs: 0,
      everyMs: 0,
      nowMs: () => performance.now(),
    }),
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
export const untilDeath = (point: Failpoint, jobId: string, handle: Handle): Promise<void> =>
  excludeOther('dying', 'reconciling', () =>
    vi.waitFor(async () => {
      const worker = makeWorker(point, jobId);
      const end = await handle(worker).catch((error: unknown) => error);
      const ends = end instanceof PaymentUnsettled ? (await worker.reconcile()).faults : [end];
      expect(ends).toEqual([expect.any(Death)]);
    }, PATIENCE),
  );

export const reconcile = () => excludeOther('reconciling', 'dying', () => makeWorker().reconcile());

/**
 * As a worker has it: what was begun before is the reconciler's, and the job finds the outcome when
 * it is tried again.
 */
export const byRedelivery = (jobId: string, handle: Handle): Promise<Outcome> =>
  vi.waitFor(async () => {
    const worker = makeWorker(undefined, jobId);
    const end = await handle(worker).catch((error: unknown) => error);
    if (end instanceof PaymentUnsettled) await worker.reconcile();
    if (end instanceof Error) throw end;
    return end as Outcome;
  }, PATIENCE);

export const byReconciler = (jobId: string): Promise<Outcome> =>
  vi.waitFor(async () => {
    const { faults } = await reconcile();
    expect(faults).toEqual([]);
    const job = await outcomes.findOutcome(jobId);
    if (!job?.outcome) throw new Error(`${jobId} is not decided`);
    return job.outcome;
  }, PATIENCE);

export const codeOf = (outcome: Outcome): string =>
  outcome.status === 'rejected' ? outcome.error.code : outcome.status;

export async function makeHeld(startsInDays = 40, seatNumbers: readonly number[] = [1]) {
  const startsAt = new Date(Date.now() + startsInDays * DAY_MS);
  const sale = await makeSale(db, { seats: 20, startsAt });
  const hold = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers });
  return { sale, hold };
}
export const statusOf = async (hold: { accountId: string; id: string }) =>
  (await reservations.find(hold.accountId, hold.id))?.reservation.status;

export async function payNow(scenario: string, startsInDays?: number, seatNumbers?: readonly number[]) {
  const { hold } = await makeHeld(startsInDays, seatNumbers);
  const paymentKey = await mock.checkout(hold.id, hold.totalAmount, scenario);
  const command = payByGateway(hold, { paymentKey });
  expect(codeOf(await byRedelivery(command.jobId, (worker) => worker.pay(command)))).toBe('succeeded');
  return { hold, paymentKey };
}
