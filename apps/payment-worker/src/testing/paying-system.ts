import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandName, CommandPayload } from '@concert-mania/core/jobs/command-catalogue';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import type { JobId } from '@concert-mania/core/shared/ids';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { makeOutcomeStore } from '@concert-mania/db/events/outcomes';
import { makeReservationReader } from '@concert-mania/db/reservations/reservation-store';
import { freePorts } from '@concert-mania/local-stack/free-port';
import { makeJobSecrets } from '@concert-mania/redis/bullmq/job-secrets';
import { makeProducer } from '@concert-mania/redis/bullmq/producer';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { payByGateway } from '@concert-mania/testkit/data/payment-builder';
import { makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest, openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { makeMockGatewayClient } from '@concert-mania/testkit/system/mock-gateway';
import { processForTest } from '@concert-mania/testkit/system/process-for-test';
import { afterAll, beforeAll, vi } from 'vitest';

const GATEWAY_TIMEOUT_MS = 400;
export const SECRET_KEY = 'test-gateway-secret-key-of-32-characters';
export const BREAKER_FAILURES = 5;
const JOB_DATA_SECRET = 'test-job-data-secret-of-32-characters!!';
export const PATIENCE = { timeout: 40_000, interval: 100 };

const database = await testDatabase();
export const redisServer = testRedis();
export const db = openForTest(database, 5);
export const redis = openRedisForTest(redisServer);
const dataDir = await mkdtemp(join(tmpdir(), 'payment-worker-test-'));
export const [gatewayPort, gatewayOps, workerOps, doomedOps] = await freePorts(4);
const gatewayUrl = `http://127.0.0.1:${gatewayPort}`;
const producer = makeProducer(redis, makeKeys(redisServer.prefix), makeJobSecrets([JOB_DATA_SECRET]));
export const outcomes = makeOutcomeStore(db);
export const reservations = makeReservationReader(db);

export const common = {
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
  GATEWAY_BREAKER_FAILURES: String(BREAKER_FAILURES),
  GATEWAY_BREAKER_PAUSE_MS: '5000',
  PAYMENT_CONCURRENCY: '4',
  GATEWAY_CONCURRENCY: '2',
  GATEWAY_SESSION_SECONDS: '3',
};
export const gateway = processForTest('mock-pg', gatewayOps, common);
export const worker = processForTest('payment-worker', workerOps, common);

beforeAll(() => Promise.all([gateway.restart(), worker.restart()]));
afterAll(async () => {
  await Promise.all([gateway.stop(), worker.stop()]);
  await rm(dataDir, { recursive: true, force: true });
});

export const { checkout, giveBackAtDesk, itemsOf, money } = makeMockGatewayClient(gatewayUrl);

let serial = 0;
export async function submit<N extends CommandName>(
  name: N,
  command: AcceptedCommand<CommandPayload<N>>,
): Promise<JobId> {
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

export const outcomeOf = (jobId: JobId): Promise<Outcome> =>
  vi.waitFor(async () => {
    const job = await outcomes.findOutcome(jobId);
    if (!job?.outcome) throw new Error(`${jobId} is not decided`);
    return job.outcome;
  }, PATIENCE);
export const codeOf = (outcome: Outcome): string =>
  outcome.status === 'rejected' ? outcome.error.code : outcome.status;

export async function makeHeld(expiresInMs = 600_000) {
  const startsAt = new Date(Date.now() + 40 * 86_400_000);
  const sale = await makeSale(db, { seats: 20, startsAt });
  const accountId = await makeAccount(db);
  const hold = await makeHold(db, { sale, accountId, seatNumbers: [1], expiresInMs });
  return { sale, accountId, hold };
}

export async function pay(scenario: string, expiresInMs?: number) {
  const made = await makeHeld(expiresInMs);
  const paymentKey = await checkout(made.hold.id, made.hold.totalAmount, scenario);
  const jobId = await submit('payment.pay', payByGateway(made.hold, { paymentKey }));
  return { ...made, paymentKey, jobId };
}

export const statusOf = async (hold: { accountId: string; id: string }) =>
  (await reservations.find(hold.accountId, hold.id))?.reservation.status;
