import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandName } from '@concert-mania/core/command-catalogue';
import type { AcceptedCommand } from '@concert-mania/core/payments/ports';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { audit } from '@concert-mania/db/audit';
import { makeExpiryStore } from '@concert-mania/db/expiry-store';
import { makeOutcomeStore } from '@concert-mania/db/outcomes';
import { makeReservationReader } from '@concert-mania/db/reservation-store';
import { makeWalletStore } from '@concert-mania/db/wallet-store';
import { makeJobSecrets } from '@concert-mania/redis/bullmq/job-secrets';
import { makeProducer } from '@concert-mania/redis/bullmq/producer';
import { makeKeys } from '@concert-mania/redis/keys';
import { deleteKeysContaining } from '@concert-mania/redis/server-admin';
import { freePorts } from '@concert-mania/services/free-port';
import { makeManagedProcess } from '@concert-mania/services/managed-process';
import { REPOSITORY } from '@concert-mania/services/run-script';
import { makeAccount, makeSale } from '@concert-mania/testkit/builders';
import { openForTest, openRedisForTest } from '@concert-mania/testkit/open-connections';
import { cancelOf, payByGateway, topUpOf } from '@concert-mania/testkit/payment-builder';
import { makeHold } from '@concert-mania/testkit/reservation-builder';
import { testDatabase } from '@concert-mania/testkit/test-database';
import { testRedis } from '@concert-mania/testkit/test-redis';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const GATEWAY_TIMEOUT_MS = 400;
const SECRET_KEY = 'test-gateway-secret-key-of-32-characters';
const JOB_DATA_SECRET = 'test-job-data-secret-of-32-characters!!';
const PATIENCE = { timeout: 40_000, interval: 100 };

const database = await testDatabase();
const redisServer = testRedis();
const db = openForTest(database, 5);
const redis = openRedisForTest(redisServer);
const dataDir = await mkdtemp(join(tmpdir(), 'payment-worker-test-'));
const [gatewayPort, gatewayOps, workerOps] = await freePorts(3);
const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
const producer = makeProducer(redis, makeKeys(redisServer.prefix), makeJobSecrets([JOB_DATA_SECRET]));
const outcomes = makeOutcomeStore(db);
const reservations = makeReservationReader(db);

const common = {
  NODE_ENV: 'test',
  LOG_LEVEL: 'warn',
  HOST: '127.0.0.1',
  MOCK_PG_PORT: String(gatewayPort),
  DATA_DIR: dataDir,
  DATABASE_URL: database.url,
  REDIS_URL: redisServer.url,
  REDIS_KEY_PREFIX: redisServer.prefix,
  GATEWAY_URL: gatewayUrl,
  GATEWAY_SECRET_KEY: SECRET_KEY,
  JOB_DATA_SECRET,
  GATEWAY_TIMEOUT_MS: String(GATEWAY_TIMEOUT_MS),
  RECONCILE_EVERY_MS: '200',
};
const start = (app: 'mock-pg' | 'payment-worker', opsPort: number | undefined) =>
  makeManagedProcess(
    {
      app,
      label: app,
      file: `apps/${app}/src/main.ts`,
      opsUrl: `http://127.0.0.1:${opsPort}`,
      url: undefined,
      environment: { ...common, OPS_PORT: String(opsPort) },
    },
    {
      repository: REPOSITORY,
      onOutput: () => undefined,
      onSpawn: () => undefined,
      onExit: () => undefined,
      onUnexpectedExit: () => undefined,
      keepAlive: false,
    },
  );
const gateway = start('mock-pg', gatewayOps);
const worker = start('payment-worker', workerOps);

beforeAll(() => Promise.all([gateway.restart(), worker.restart()]));
afterAll(async () => {
  await Promise.all([gateway.stop(), worker.stop()]);
  await rm(dataDir, { recursive: true, force: true });
});

interface GatewayItem {
  readonly type: 'capture' | 'cancel';
  readonly paymentKey: string;
  readonly amount: number;
}

const gatewayLedger = async (): Promise<readonly GatewayItem[]> => {
  const answer = (await (await fetch(`${gatewayUrl}/mock/ledger`)).json()) as { items: GatewayItem[] };
  return answer.items;
};
const itemsOf = async (paymentKey: string) =>
  (await gatewayLedger())
    .filter((item) => item.paymentKey === paymentKey)
    .map((item) => [item.type, item.amount]);

/** What each payment key brought in, less what went back: by the gateway's book. */
async function gatewayMoney(): Promise<Record<string, number>> {
  const money: Record<string, number> = {};
  for (const { type, paymentKey, amount } of await gatewayLedger()) {
    money[paymentKey] = (money[paymentKey] ?? 0) + (type === 'capture' ? amount : -amount);
  }
  return money;
}

/** The same by our ledger. */
async function ourMoney(): Promise<Record<string, number>> {
  const rows = await db.query<{ payment_key: string; amount: number }>(
    `select p.payment_key, -sum(e.amount)::bigint as amount
     from payments p left join refunds f on f.payment_id = p.id
     join ledger_transfers t on t.reference in (p.id, f.id)
     join ledger_entries e on e.transfer_id = t.id and e.ledger_account = 'gateway-clearing'
     group by p.payment_key`,
  );
  return Object.fromEntries(rows.map((row) => [row.payment_key, row.amount]));
}

async function checkout(orderId: string, amount: number, scenario: string): Promise<string> {
  const response = await fetch(`${gatewayUrl}/mock/checkout`, {
    method: 'POST',
    body: JSON.stringify({ orderId, amount, scenario }),
  });
  return ((await response.json()) as { paymentKey: string }).paymentKey;
}

let serial = 0;
async function submit(name: CommandName, command: AcceptedCommand<unknown>): Promise<JobId> {
  const { accountId, fingerprint, acceptedAt, payload } = command;
  const acceptance = await producer.accept({
    name,
    accountId,
    fingerprint,
    acceptedAt,
    payload,
    route: `POST ${name}`,
    idempotencyKey: `key-${++serial}`,
    requestId: 'test',
  });
  if (acceptance.kind !== 'accepted') throw new Error(acceptance.kind);
  return acceptance.jobId;
}

const outcomeOf = (jobId: JobId): Promise<Outcome> =>
  vi.waitFor(async () => {
    const job = await outcomes.findOutcome(jobId);
    if (!job?.outcome) throw new Error(`${jobId} is not decided`);
    return job.outcome;
  }, PATIENCE);
const told = (outcome: Outcome): string =>
  outcome.status === 'rejected' ? outcome.error.code : outcome.status;

async function makeHeld(expiresInMs = 600_000) {
  const startsAt = new Date(Date.now() + 40 * 86_400_000);
  const sale = await makeSale(db, { seats: 20, startsAt });
  const accountId = await makeAccount(db);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1], expiresInMs });
  return { sale, accountId, hold };
}

async function pay(scenario: string, expiresInMs?: number) {
  const made = await makeHeld(expiresInMs);
  const paymentKey = await checkout(made.hold.id, made.hold.totalAmount, scenario);
  const jobId = await submit('payment.pay', payByGateway(made.hold, { paymentKey }));
  return { ...made, paymentKey, jobId };
}

const statusOf = async (hold: { accountId: string; id: string }) =>
  (await reservations.find(hold.accountId, hold.id))?.reservation.status;

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
  expect(told(await outcomeOf(jobId))).toBe('succeeded');
  expect(await statusOf(hold)).toBe('confirmed');
  expect(await itemsOf(paymentKey)).toEqual([['capture', hold.totalAmount]]);
});

test.concurrent.each(['decline', 'timeout'])(
  'releases the seats and takes no money when the gateway plays "%s"',
  async (scenario) => {
    const { hold, sale, accountId, jobId, paymentKey } = await pay(scenario);
    expect(told(await outcomeOf(jobId))).toBe('payment_declined');
    expect(await statusOf(hold)).toBe('payment_failed');
    expect(await itemsOf(paymentKey)).toEqual([]);
    await makeHold(db, { sale, accountId, seatNumbers: [1] });
  },
);

test('declines a payment key that the gateway has never heard of', async () => {
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
  expect(told(await outcomeOf(jobId))).toBe('payment_declined');
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
  'gives the money of a cancelled reservation back once when the gateway plays "%s"',
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

test('gives money back in full and once that was captured after the seats had gone', async () => {
  const { hold, sale, jobId, paymentKey } = await pay('delay:5000', 3_000);
  const expiry = makeExpiryStore(db, 0);
  await vi.waitFor(async () => {
    await expiry.expireOverdue(10);
    expect(await statusOf(hold)).toBe('expired');
  }, PATIENCE);
  const rival = await makeHold(db, { sale, accountId: await makeAccount(db), seatNumbers: [1] });
  expect(told(await outcomeOf(jobId))).toBe('hold_expired');
  expect(await itemsOf(paymentKey)).toEqual([
    ['capture', hold.totalAmount],
    ['cancel', hold.totalAmount],
  ]);
  expect(await statusOf(rival)).toBe('held');
});

test('settles what a killed worker left at the gateway, though its job is lost too', async () => {
  const { hold, jobId, paymentKey } = await pay('delay:1200');
  await vi.waitFor(async () => expect(await statusOf(hold)).toBe('paying'), PATIENCE);
  worker.kill('SIGKILL');
  await vi.waitFor(() => expect(worker.pid).toBeUndefined(), PATIENCE);
  await deleteKeysContaining(redisServer.url, redisServer.prefix);
  await worker.restart();
  expect(told(await outcomeOf(jobId))).toBe('succeeded');
  expect(await statusOf(hold)).toBe('confirmed');
  expect(await itemsOf(paymentKey)).toEqual([['capture', hold.totalAmount]]);
});

test('waits for a gateway that is away, and pays once it is back', async () => {
  const { hold, accountId } = await makeHeld();
  const paymentKey = await checkout(hold.id, hold.totalAmount, 'approve');
  await gateway.stop();
  const jobId = await submit('payment.pay', payByGateway(hold, { paymentKey }));
  await vi.waitFor(async () => expect(await statusOf(hold)).toBe('paying'), PATIENCE);
  await gateway.restart();
  expect(told(await outcomeOf(jobId))).toBe('succeeded');
  expect(await itemsOf(paymentKey)).toEqual([['capture', hold.totalAmount]]);
  expect((await reservations.find(accountId, hold.id))?.payments).toHaveLength(1);
});

test('ends all of the above with books that balance and agree with the gateway’s', async () => {
  expect(Object.keys(await gatewayMoney()).length).toBeGreaterThan(10);
  expect(await ourMoney()).toEqual(await gatewayMoney());
  expect(await audit(db, { overdueGraceSeconds: 3_600 })).toEqual([]);
});
