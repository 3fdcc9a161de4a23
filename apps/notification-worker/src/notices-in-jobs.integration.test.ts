import { MessageRefused } from '@concert-mania/core/notifications/ports';
import { NOTIFICATION_QUEUES } from '@concert-mania/redis/bullmq/queues/notification-queue';
import { startNotificationWorker } from '@concert-mania/redis/bullmq/queues/notification-worker';
import { openQueue } from '@concert-mania/redis/bullmq/queues/open-queue';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  confirmed,
  keys,
  mail,
  mailOf,
  messagesTo,
  plan,
  queue,
  redis,
  startWorkers,
  statuses,
  store,
  WAIT,
} from './testing/notice-system.ts';

describe('notices', () => {
  it('of one job end alone: one refused fails the job, and no retry by hand sends another twice', async () => {
    const reservations = [await confirmed(), await confirmed(), await confirmed()];
    const [, refused] = reservations;
    for (const reservation of reservations) await plan(reservation);
    let exists = false;
    const onFinished = startWorkers(async (message) => {
      if (!exists && message.to === refused?.email) throw new MessageRefused('550 no such mailbox');
      await mail.send(message);
    });
    await queue.add(reservations.map(mailOf));
    await vi.waitFor(() => expect(onFinished).toHaveBeenCalledTimes(3), WAIT);
    expect(statuses(onFinished).sort()).toEqual(['refused', 'sent', 'sent']);
    exists = true;
    const jobs = openQueue(NOTIFICATION_QUEUES.email, redis, keys);
    onTestFinished(() => jobs.close());
    const failed = async () => (await jobs.getFailed()).find(({ data }) => data.others?.length === 2);
    await vi.waitFor(async () => {
      expect((await failed())?.failedReason).toBe('1 of 3 notices: 550 no such mailbox');
    }, WAIT);
    await (await failed())?.retry('failed');
    await vi.waitFor(() => expect(onFinished).toHaveBeenCalledTimes(6), WAIT);
    expect(statuses(onFinished).slice(3).sort()).toEqual(['repeated', 'repeated', 'sent']);
    for (const { email } of reservations) expect(await messagesTo(email)).toHaveLength(1);
  });

  it('of one job are not tried before they are due because another one failed with a fault', async () => {
    const reservations = [await confirmed(), await confirmed()];
    for (const reservation of reservations) await plan(reservation);
    const [postponed, faulty] = reservations.map(mailOf).map(({ eventId }) => eventId);
    const asked: string[] = [];
    const worker = startNotificationWorker({
      connection: redis,
      keys,
      channel: 'email',
      atOnce: 2,
      send: async ({ eventId }) => {
        asked.push(eventId);
        if (eventId === postponed) return { status: 'postponed', attempt: 1, cause: new Error('busy') };
        if (asked.length <= 2) throw new Error('the database is away');
        return { status: 'sent', waitedMs: 1 };
      },
      onFinished: () => undefined,
      onSent: () => undefined,
      log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
    });
    onTestFinished(() => worker.close());
    await queue.add(reservations.map(mailOf));
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2), WAIT);
    expect(asked.slice(2)).toEqual([faulty]);
  });

  it('are sent while as many others hang as the carrier has connections but one', async () => {
    const hanging = Promise.withResolvers<{ readonly status: 'busy' }>();
    const asked: string[] = [];
    const worker = startNotificationWorker({
      connection: redis,
      keys,
      channel: 'email',
      atOnce: 5,
      send: async ({ eventId }) => {
        asked.push(eventId);
        return eventId === 'evt.5' ? { status: 'sent', waitedMs: 1 } : hanging.promise;
      },
      onFinished: () => undefined,
      onSent: () => undefined,
      log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
    });
    onTestFinished(() => worker.close());
    for (let n = 1; n <= 5; n += 1) await queue.add([{ eventId: `evt.${n}`, channel: 'email', attempts: 0 }]);
    await vi
      .waitFor(() => expect(asked).toContain('evt.5'), { ...WAIT, timeout: 5_000 })
      .finally(() => {
        hanging.resolve({ status: 'busy' });
      });
  });

  it('that are not begun when their worker stops are left to another', async () => {
    const hanging = Promise.withResolvers<{ readonly status: 'busy' }>();
    const send = vi.fn(() => hanging.promise);
    const worker = startNotificationWorker({
      connection: redis,
      keys,
      channel: 'email',
      atOnce: 5,
      send,
      onFinished: () => undefined,
      onSent: () => undefined,
      log: { info: vi.fn(), warn: vi.fn(), error: vi.fn() },
    });
    const notices = Array.from({ length: 100 }, (_, n) => `stop.${n}`);
    await queue.add(notices.map((eventId) => ({ eventId, channel: 'email', attempts: 0 })));
    await vi.waitFor(() => expect(send).toHaveBeenCalledTimes(75), WAIT);
    const jobs = openQueue(NOTIFICATION_QUEUES.email, redis, keys);
    onTestFinished(() => jobs.close());
    await vi.waitFor(async () => expect(await jobs.getActiveCount()).toBe(4), WAIT);
    const closed = worker.close();
    hanging.resolve({ status: 'busy' });
    await closed;
    expect(send).toHaveBeenCalledTimes(75);
    expect(await jobs.getDelayedCount()).toBe(1);
    await jobs.obliterate({ force: true });
  });

  it('of a worker that died between claim and mail are sent once its claims are over', async () => {
    const reservations = [await confirmed(), await confirmed()];
    for (const reservation of reservations) await plan(reservation);
    await Promise.all(reservations.map((reservation) => store.claim(mailOf(reservation), 500)));
    const onFinished = startWorkers();
    await queue.add(reservations.map(mailOf));
    for (const { email } of reservations) {
      await vi.waitFor(async () => expect(await messagesTo(email)).toHaveLength(1), WAIT);
    }
    expect(statuses(onFinished).slice(0, 2)).toEqual(['busy', 'busy']);
  });
});
