import type { Submission } from '@concert-mania/core/jobs/ports';
import { openRedisForTest } from '@concert-mania/testkit/open-connections';
import { testRedis } from '@concert-mania/testkit/test-redis';
import { expect, it } from 'vitest';
import { makeKeys } from '../keys.ts';
import { makeProducer } from './producer.ts';

const server = testRedis();
const producer = makeProducer(openRedisForTest(server), makeKeys(server.prefix));

const submission: Submission = {
  name: 'payment.pay',
  accountId: 'usr_1',
  route: 'POST /v1/payments',
  idempotencyKey: 'key-1',
  fingerprint: 'f1',
  requestId: 'r1',
  acceptedAt: new Date('2026-03-01T11:00:00Z'),
  payload: { method: 'wallet', reservationId: 'res_1' },
};

it('knows a key once it was used, by its account and on its route alone, whatever the body', async () => {
  expect(await producer.knowsKey(submission)).toBe(false);
  await producer.accept(submission);
  expect(await producer.knowsKey({ ...submission, fingerprint: 'f2' })).toBe(true);
  expect(await producer.knowsKey({ ...submission, accountId: 'usr_2' })).toBe(false);
  expect(await producer.knowsKey({ ...submission, route: 'POST /v1/reservations' })).toBe(false);
});
