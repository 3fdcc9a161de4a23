import type { Submission } from '@concert-mania/core/jobs/ports';
import { ownRedisServers } from '@concert-mania/testkit/servers/own-redis';
import { afterAll, expect, it, vi } from 'vitest';
import { openPatientRedis, openPromptRedis } from '../connection/connection.ts';
import { makeKeys } from '../keys.ts';
import { makeJobSecrets } from './job-secrets.ts';
import { makeProducer } from './producer.ts';

const servers = await ownRedisServers();
const primary = await servers.start({ appendonly: 'yes', appendfsync: 'always' });
const replica = await servers.start({
  appendonly: 'yes',
  appendfsync: 'always',
  replicaof: `127.0.0.1 ${primary.port}`,
});
const ignore = () => undefined;
const connect = () => openPromptRedis({ url: primary.url, name: 'test', onError: ignore });
const [redis, elsewhere] = [connect(), connect()];
const copy = openPatientRedis({ url: replica.url, name: 'test', onError: ignore });
afterAll(() => {
  replica.kill('SIGCONT');
  for (const each of [redis, elsewhere]) each.disconnect();
  copy.disconnect();
});
const keys = makeKeys();
const secrets = makeJobSecrets(['a-secret-for-tests-of-32-characters!']);
const producerOn = (connection: typeof redis) =>
  makeProducer(connection, keys, secrets, undefined, { replicas: 1, timeoutMs: 300 });
const [producer, another] = [producerOn(redis), producerOn(elsewhere)];

const submission = (idempotencyKey: string): Submission<'payment.pay'> => ({
  name: 'payment.pay',
  accountId: 'usr_1',
  route: 'POST /v1/payments',
  idempotencyKey,
  fingerprint: 'f1',
  requestId: 'r1',
  acceptedAt: new Date('2026-03-01T11:00:00Z'),
  payload: { method: 'wallet', reservationId: 'res_1' },
});
await vi.waitFor(async () => expect(await copy.info()).toContain('master_link_status:up'), 20_000);

it('reports a command as accepted only when a replica has it, so that it survives a failover', async () => {
  const accepted = await Promise.all(
    Array.from({ length: 40 }, (_, n) => producer.accept(submission(`a${n}`))),
  );
  expect(new Set(accepted.map(({ kind }) => kind))).toEqual(new Set(['accepted']));
  expect(await copy.llen(`${keys.queue('payments')}wait`)).toBe(40);
});

it('asks clients to retry while no replica answers, and then accepts the same key once', async () => {
  replica.kill('SIGSTOP');
  expect(await producer.accept(submission('b'))).toEqual({ kind: 'unconfirmed' });
  // The retry, here at another API process, finds its job and is also unconfirmed.
  expect(await another.accept(submission('b'))).toEqual({ kind: 'unconfirmed' });
  replica.kill('SIGCONT');
  await vi.waitFor(async () => {
    expect(await producer.accept(submission('b'))).toMatchObject({ kind: 'replayed' });
  }, 20_000);
  expect(await copy.llen(`${keys.queue('payments')}wait`)).toBe(41);
});
