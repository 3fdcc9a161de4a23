import type { Submission } from '@concert-mania/core/jobs/ports';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { expect, it } from 'vitest';
import { makeKeys } from '../keys.ts';
import { delivery, holdQueue, partitionOf } from './delivery.ts';
import { makeJobSecrets } from './job-secrets.ts';
import { makeProducer } from './producer.ts';
import { readCommand } from './read-command.ts';

const server = testRedis();
const redis = openRedisForTest(server);
const keys = makeKeys(server.prefix);
const secrets = makeJobSecrets(['a-secret-for-tests-of-32-characters!']);
const producer = makeProducer(redis, keys, secrets);

const submission: Submission<'payment.pay'> = {
  name: 'payment.pay',
  accountId: 'usr_1',
  route: 'POST /v1/payments',
  idempotencyKey: 'key-1',
  fingerprint: 'f1',
  requestId: 'r1',
  acceptedAt: new Date('2026-03-01T11:00:00Z'),
  payload: { method: 'wallet', reservationId: 'res_1' },
};

it('knows a used key of its account and route, regardless of the body', async () => {
  expect(await producer.knowsKey(submission)).toBe(false);
  await producer.accept(submission);
  expect(await producer.knowsKey({ ...submission, fingerprint: 'f2' })).toBe(true);
  expect(await producer.knowsKey({ ...submission, accountId: 'usr_2' })).toBe(false);
  expect(await producer.knowsKey({ ...submission, route: 'POST /v1/reservations' })).toBe(false);
});

it('encrypts payment keys and queue tokens in Redis, and decrypts them for the worker', async () => {
  const [paymentKey, queueToken] = ['pk_planted', 'b5c5ba5e-0000-4000-8000-00000000cafe'];
  const pay = { method: 'gateway', reservationId: 'res_1', paymentKey, amount: 5 } as const;
  const request = { seatNumbers: [1] };
  const hold = { concertId: 'con_1', performanceId: 'prf_1', queueToken, request };
  const paid = await producer.accept({ ...submission, idempotencyKey: 'sealed-1', payload: pay });
  const held = await producer.accept({
    ...submission,
    name: 'reservation.hold',
    idempotencyKey: 'sealed-2',
    payload: hold,
  });
  if (paid.kind !== 'accepted' || held.kind !== 'accepted')
    throw new Error(`fresh keys were answered with ${paid.kind} and ${held.kind}`);
  const everything: string[] = [];
  for (const key of await redis.keys(`*${server.prefix}*`)) {
    everything.push((await redis.dump(key))?.toString() ?? '', key);
    if ((await redis.type(key)) === 'hash') everything.push(JSON.stringify(await redis.hgetall(key)));
  }
  expect(everything.join()).toContain(paid.jobId);
  expect(everything.join()).not.toMatch(/pk_planted|cafe/);
  const data = JSON.parse((await redis.hget(`${keys.queue('payments')}${paid.jobId}`, 'data')) ?? '');
  const job = { id: paid.jobId, name: submission.name, data };
  expect(readCommand(job, ['payment.pay'], secrets)).toMatchObject({ ok: true, value: { payload: pay } });
  const others = makeJobSecrets(['another-secret-of-at-least-32-chars!']);
  expect(readCommand(job, ['payment.pay'], others)).toMatchObject({ ok: false, error: { kind: 'sealed' } });
});

it('keeps the names and the order of different commands that are accepted together for one queue', async () => {
  const of = { concertId: 'con_mixed', performanceId: 'prf_1' };
  const hold = (idempotencyKey: string): Submission<'reservation.hold'> => ({
    ...{ ...submission, name: 'reservation.hold', idempotencyKey },
    payload: { ...of, queueToken: 'b5c5ba5e-0000-4000-8000-000000000001', request: { seatNumbers: [1] } },
  });
  const scan = (scanId: string): Submission<'ticket.check-in'> => ({
    ...{ ...submission, name: 'ticket.check-in', idempotencyKey: scanId },
    payload: { ...of, gate: 'A', scanId, code: null, at: null },
  });
  const accepted = await Promise.all([
    producer.accept(hold('mixed-1')),
    producer.accept(scan('b5c5ba5e-0000-4000-8000-000000000002')),
    producer.accept(hold('mixed-2')),
  ]);
  const ids = accepted.map((each) => (each.kind === 'accepted' ? each.jobId : each.kind));
  const queue = keys.queue(holdQueue(partitionOf('con_mixed', delivery['reservation.hold'].partitions)));
  expect((await redis.lrange(`${queue}wait`, 0, -1)).toReversed()).toEqual(ids);
  const names = ids.map((id) => redis.hget(`${queue}${id}`, 'name'));
  expect(await Promise.all(names)).toEqual(['reservation.hold', 'ticket.check-in', 'reservation.hold']);
});

it('bounds each queue, answers retries of waiting commands, and accepts a refused key once there is room', async () => {
  const topUp = (idempotencyKey: string): Submission<'wallet.top-up'> => ({
    ...submission,
    name: 'wallet.top-up',
    route: 'POST /v1/wallet/top-ups',
    idempotencyKey,
    payload: { amount: 1_000, orderId: 'order-1', paymentKey: 'pk' },
  });
  const { maxWaiting, queue } = delivery['wallet.top-up'];
  const wait = `${keys.queue(queue)}wait`;
  const first = await producer.accept(topUp('first'));
  await redis.rpush(wait, ...Array.from({ length: maxWaiting - 1 }, (_, place) => `filler-${place}`));

  expect(await producer.accept(topUp('second'))).toEqual({ kind: 'busy' });
  expect(await producer.knowsKey(topUp('second'))).toBe(false);
  expect(await redis.llen(wait)).toBe(maxWaiting);
  expect(await producer.accept(topUp('first'))).toEqual({ ...first, kind: 'replayed' });
  expect((await producer.accept(submission)).kind).toBe('replayed');

  await redis.rpop(wait);
  expect((await producer.accept(topUp('second'))).kind).toBe('accepted');
});

it('accepts simultaneous commands in order, each in its queue, a key once, up to the limit', async () => {
  const cancel = (n: number): Submission<'reservation.cancel'> => ({
    ...submission,
    name: 'reservation.cancel',
    idempotencyKey: `at-once-${n}`,
    payload: { reservationId: `res_${n}`, reason: null },
  });
  const pay = { ...submission, idempotencyKey: 'at-once' };
  const wait = `${keys.queue(delivery['reservation.cancel'].queue)}wait`;
  const { maxWaiting } = delivery['reservation.cancel'];
  await redis.rpush(wait, ...Array.from({ length: maxWaiting - 2 }, (_, place) => `filler-${place}`));

  const [first, paid, again, other, second, third] = await Promise.all(
    [cancel(1), pay, cancel(1), { ...cancel(1), fingerprint: 'f2' }, cancel(2), cancel(3)].map(
      producer.accept,
    ),
  );
  expect([first, paid, second].map((each) => each?.kind)).toEqual(['accepted', 'accepted', 'accepted']);
  expect(again).toEqual({ ...first, kind: 'replayed' });
  expect(other).toEqual({ kind: 'key_reused' });
  expect(third).toEqual({ kind: 'busy' });
  const jobIds = [second, first].map((each) => each && 'jobId' in each && each.jobId);
  expect(await redis.lrange(wait, 0, 1)).toEqual(jobIds);
  expect(await redis.lindex(`${keys.queue('payments')}wait`, 0)).toBe(paid && 'jobId' in paid && paid.jobId);
});
