import { COMMAND_QUEUES } from '@concert-mania/redis/bullmq/delivery';
import { NOTIFICATION_QUEUES } from '@concert-mania/redis/bullmq/queues/notification-queue';
import { expect, it } from 'vitest';
import { describeQueue, showQueue } from './show-queue.ts';

it('gives every queue its own display name and description', () => {
  const queues = [...COMMAND_QUEUES, ...Object.values(NOTIFICATION_QUEUES)];
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
  const shown = showQueue(queue, true, { of: () => [] });
  for (const field of ['data', 'returnValue', 'progress'] as const) {
    expect(shown.format(field, { paymentKey: 'pk', amount: 1 })).toEqual({
      paymentKey: '[hidden]',
      amount: 1,
    });
  }
});

it('names the concerts of a partition of holds, in short', () => {
  const concerts = ['IU', 'BTS', 'BTS'].map((artist, i) => ({ artist, title: `Title ${i}` }));
  const queue = { name: 'holds-3', opts: {}, metaValues: { version: 'bullmq:6' } } as unknown as Parameters<
    typeof showQueue
  >[0];
  const shown = showQueue(queue, false, { of: (name) => (name === 'holds-3' ? concerts : []) });
  expect(shown.getDisplayName()).toBe('Holds · partition 03 · IU, BTS');
  expect(shown.getDescription()).toMatch(/Concerts: Title 0, Title 1, Title 2$/);
  const many = describeQueue('holds-3', Array(500).fill({ artist: 'A', title: 'A long title' }));
  expect(many.description.length).toBeLessThan(500);
  expect(many.description).toMatch(/…$/);
});
