import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAID } from '@concert-mania/core/jobs/testing/sample-outcomes';
import { ownRedisServers } from '@concert-mania/testkit/servers/own-redis';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { startConsumer } from '../bullmq/consumer.ts';
import { makeJobAnswers } from '../bullmq/job-answers.ts';
import { makeJobSecrets } from '../bullmq/job-secrets.ts';
import { makeProducer } from '../bullmq/producer.ts';
import { openQueue } from '../bullmq/queues/open-queue.ts';
import { openRedisServer } from './connection.ts';
import { openRedis } from './open-redis.ts';

const compose = readFileSync(join(import.meta.dirname, '../../../../docker-compose.yml'), 'utf8');
const rulesOf = (user: string): string => {
  const [, rules] = new RegExp(`^ +user ${user} on #\\S+ "[^"]+"\\) (.+)$`, 'm').exec(compose) ?? [];
  if (rules === undefined) throw new Error(`docker-compose.yml has no user ${user}`);
  return rules;
};

const servers = await ownRedisServers();
const { port } = await servers.start({
  appendonly: 'yes',
  appendfsync: 'always',
  'user concert_mania': `on >pw ${rulesOf('concert_mania')}`,
  'user concert_mania_monitor': `on >pw ${rulesOf('concert_mania_monitor')}`,
});
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const process = await openRedis(
  {
    REDIS_URL: `redis://concert_mania:pw@127.0.0.1:${port}`,
    REDIS_KEY_PREFIX: 'cm',
    REDIS_ALLOW_NO_AOF: false,
  },
  { name: 'test', production: true, log },
);
const connect = (user: string) =>
  openRedisServer({ url: `redis://${user}:pw@127.0.0.1:${port}`, name: 'test', onError: () => undefined });
const users = {
  concert_mania: connect('concert_mania'),
  concert_mania_monitor: connect('concert_mania_monitor'),
};
afterAll(() => {
  process.close();
  for (const user of Object.values(users)) user.disconnect();
});

it('the user of the processes passes the checks at start and does a command to its end', async () => {
  await process.check();
  expect(log.warn).not.toHaveBeenCalled();
  const redis = process.patient('test');
  const secrets = makeJobSecrets(['a-secret-for-tests-of-32-characters!']);
  const answers = makeJobAnswers(process.patient('answers'), process.keys);
  const queue = openQueue('payments', redis, process.keys);
  const options = { connection: redis, keys: process.keys, secrets, concurrency: 5, log, lines: log };
  const consumer = startConsumer(options, 'payment.pay', async () => PAID);
  const producer = makeProducer(redis, process.keys, secrets, answers, { replicas: 0, timeoutMs: 300 });
  const accepted = await producer.accept({
    name: 'payment.pay',
    accountId: 'usr_1',
    route: 'POST /v1/payments',
    idempotencyKey: 'key-1',
    fingerprint: 'f',
    requestId: 'r',
    acceptedAt: new Date(),
    payload: { method: 'wallet', reservationId: 'res_1' },
  });
  if (accepted.kind !== 'accepted') throw new Error(`a fresh key was answered with ${accepted.kind}`);
  const state = async () => (await queue.getJob(accepted.jobId))?.getState();
  await vi.waitFor(async () => expect(await state()).toBe('completed'), { timeout: 20_000, interval: 20 });
  expect(await queue.getWorkers()).toHaveLength(1);
  await consumer.close();
  await queue.close();
  answers.close();
});

it.each(
  [
    ['FLUSHALL'],
    ['FLUSHDB'],
    ['KEYS', '*'],
    ['CONFIG', 'SET', 'maxmemory', '1'],
    ['CONFIG', 'REWRITE'],
    ['SHUTDOWN', 'NOSAVE'],
    ['REPLICAOF', '127.0.0.1', '1'],
    ['ACL', 'SETUSER', 'concert_mania', 'allcommands'],
    ['CLIENT', 'KILL', 'TYPE', 'normal'],
    ['SCRIPT', 'FLUSH'],
    ['FUNCTION', 'FLUSH'],
    ['MONITOR'],
    ['MIGRATE', '127.0.0.1', '1', 'key', '0', '1'],
    ['SAVE'],
    ['MODULE', 'LIST'],
  ].flatMap((command) => Object.keys(users).map((user) => [user, command] as const)),
)('%s cannot run %j', async (user, [name = '', ...args]) => {
  await expect(users[user as keyof typeof users].call(name, ...args)).rejects.toThrow('NOPERM');
});

it.each([
  ['CLUSTER', 'SLOTS'],
  ['CLUSTER', 'SHARDS'],
  ['CLUSTER', 'INFO'],
  ['READONLY'],
  ['INFO', 'replication'],
  ['WAIT', '1', '500'],
  ['CLIENT', 'SETNAME', 'api'],
  ['SUBSCRIBE', 'channel'],
])('the user of the processes can run what clusters, failovers and replicas need: %j', async (...command) => {
  const admin = openRedisServer({
    url: `redis://127.0.0.1:${port}`,
    name: 'admin',
    onError: () => undefined,
  });
  onTestFinished(() => admin.disconnect());
  expect(await admin.call('ACL', 'DRYRUN', 'concert_mania', ...command)).toBe('OK');
});

it('the user of the monitoring reads figures, and neither keys nor values', async () => {
  const monitor = users.concert_mania_monitor;
  expect(await monitor.info()).toContain('redis_version');
  expect(await monitor.call('CONFIG', 'GET', 'maxmemory')).toHaveLength(2);
  for (const command of [
    ['GET', 'cm'],
    ['SCAN', '0'],
    ['SET', 'cm', '1'],
    ['SUBSCRIBE', 'cm'],
  ] as const) {
    const [name, ...args] = command;
    await expect(monitor.call(name, ...args)).rejects.toThrow('NOPERM');
  }
});
