import { COMMAND_QUEUES } from '@concert-mania/redis/bullmq/delivery';
import { NOTIFICATION_QUEUES } from '@concert-mania/redis/bullmq/queues/notification-queue';
import { ADMISSIONS_QUEUE } from '@concert-mania/redis/waiting-room/schedule';
import { expect, it } from 'vitest';
import { describeQueue, showQueue } from './show-queue.ts';

it('gives every queue its own display name and description', () => {
  const queues = [...COMMAND_QUEUES, ADMISSIONS_QUEUE, ...Object.values(NOTIFICATION_QUEUES)];
  const described = queues.map((name) => ({ name, ...describeQueue(name) }));
  for (const { name, displayName, description } of described) {
    expect(displayName).not.toBe(name);
    expect(description).not.toBe('');
  }
  expect(new Set(described.map(({ displayName }) => displayName)).size).toBe(queues.length);
});

it('removes secrets from all shown data of a job', () => {
  const queue = { name: 'payments', opts: {}, metaValues: { version: 'bullmq:6' } } as unknown as Parameters<
    typeof showQueue
  >[0];
  const shown = showQueue(queue, true);
  for (const field of ['data', 'returnValue', 'progress'] as const) {
    expect(shown.format(field, { paymentKey: 'pk', amount: 1 })).toEqual({
      paymentKey: '[hidden]',
      amount: 1,
    });
  }
});
