import { PAID } from '@concert-mania/core/jobs/testing/sample-outcomes';
import { inSpan } from '@concert-mania/runtime/tracing/in-span';
import { openTracing } from '@concert-mania/runtime/tracing/open-tracing';
import { activeTraceparent } from '@concert-mania/runtime/tracing/trace-context';
import { traceSettings } from '@concert-mania/runtime/tracing/trace-settings';
import { openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { makeKeys } from '../keys.ts';
import { startConsumer } from './consumer.ts';
import { makeJobSecrets } from './job-secrets.ts';
import { makeProducer } from './producer.ts';
import { makeNotificationQueue, NOTIFICATION_QUEUES } from './queues/notification-queue.ts';
import { startNotificationWorker } from './queues/notification-worker.ts';
import { openQueue } from './queues/open-queue.ts';

await openTracing(traceSettings.parse({}), 'test', () => undefined);

const server = testRedis();
const redis = openRedisForTest(server);
const keys = makeKeys(server.prefix);
const secrets = makeJobSecrets(['a-secret-for-tests-of-32-characters!']);
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const notices = makeNotificationQueue(redis, keys);
afterAll(() => notices.close());

const accept = (idempotencyKey: string) =>
  makeProducer(redis, keys, secrets).accept({
    name: 'payment.pay',
    accountId: 'usr_1',
    route: 'POST /v1/payments',
    idempotencyKey,
    fingerprint: 'f',
    requestId: 'r',
    acceptedAt: new Date(),
    payload: { method: 'gateway', reservationId: 'res_1', paymentKey: 'pk', amount: 5_000 },
  });

it("a worker continues the trace of the command's request, and its job's line names it", async () => {
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const seen: unknown[] = [];
  const consumer = startConsumer(
    { connection: redis, keys, secrets, concurrency: 1, log, lines: log },
    'payment.pay',
    async (command) => {
      seen.push([command.traceparent, activeTraceparent()]);
      return PAID;
    },
  );
  onTestFinished(() => consumer.close());
  await inSpan('request', { kind: 'server', parent: PARENT }, () => accept('traced'));
  await vi.waitFor(() => expect(log.info).toHaveBeenCalledTimes(1), 20_000);
  await accept('untraced');
  await vi.waitFor(() => expect(log.info).toHaveBeenCalledTimes(2), 20_000);
  expect(seen).toEqual([
    [PARENT, PARENT],
    [undefined, undefined],
  ]);
  expect(log.info.mock.calls.map(([fields]) => fields.traceId)).toEqual([TRACE, undefined]);
});

it('the job of a notice continues the trace of its event', async () => {
  const seen: unknown[] = [];
  const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const worker = startNotificationWorker({
    connection: redis,
    keys,
    atOnce: 2,
    channel: 'email',
    send: async () => {
      seen.push(activeTraceparent());
      return { status: 'sent', waitedMs: 0 };
    },
    onFinished: () => undefined,
    onSent: () => undefined,
    log,
  });
  onTestFinished(() => worker.close());
  await notices.add([{ eventId: 'res_1.2', channel: 'email', attempts: 0, traceparent: PARENT }]);
  await vi.waitFor(() => expect(seen).toEqual([PARENT]), 20_000);
  const queue = openQueue(NOTIFICATION_QUEUES.email, redis, keys);
  onTestFinished(() => queue.close());
  expect((await queue.getJob('res_1.2.email.0'))?.data).toMatchObject({ traceparent: PARENT });
});
