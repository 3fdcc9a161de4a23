import { setTimeout as pause } from 'node:timers/promises';
import type { PlannedNotice } from '@concert-mania/core/notifications/model';
import { makeNotificationStore } from '@concert-mania/db/notifications/notification-store';
import { makeNotificationQueue } from '@concert-mania/redis/bullmq/queues/notification-queue';
import { openPromptRedis } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { cpuBetween, readMachineCpu } from '../measuring/process-cpu.ts';
import { type MicroBench, type Row, repeat } from './row.ts';

const NOTICES = 1_000;
const WARM_UP = 250;
const TITLES = { 'the mailbox of development': 'mailbox', 'the notification-worker': 'notification-worker' };

/** Sends planned confirmations by a notification-worker: its CPU for a mail with one ticket. */
export async function measureNotices(bench: MicroBench): Promise<readonly Row[]> {
  const processes = Object.values(TITLES).map((name) => bench.stack.process(name));
  const redis = openPromptRedis({ url: bench.stack.redisUrl, name: 'bench', onError: () => {} });
  try {
    const send = await prepareNotices(bench, makeNotificationQueue(redis, makeKeys()));
    for (const process of processes) await process.restart();
    await send(WARM_UP);
    const pids = bench.watched();
    const runs = await repeat(bench.settings.repetitions, async () => {
      const before = readMachineCpu(pids);
      const startedMs = performance.now();
      await send(NOTICES);
      const perSecond = NOTICES / ((performance.now() - startedMs) / 1_000);
      return { perSecond, cpu: cpuBetween(before, readMachineCpu(pids)) };
    });
    const costs = Object.entries(TITLES).map(([title, name]) => ({
      what: `a mail with its PDF: ${title}`,
      unit: 'µs CPU',
      values: runs.map(({ cpu }) => ((cpu[name] ?? 0) * 1e6) / NOTICES),
    }));
    const values = runs.map(({ perSecond }) => perSecond);
    return [...costs, { what: 'mails with PDFs sent by one notification-worker', unit: 'a second', values }];
  } finally {
    redis.disconnect();
    for (const process of processes) await process.stop();
  }
}

/** Makes the reservations of all repetitions first. Returns a function that sends `count` mails. */
async function prepareNotices({ db, settings }: MicroBench, queue: ReturnType<typeof makeNotificationQueue>) {
  const store = makeNotificationStore(db);
  const count = WARM_UP + NOTICES * settings.repetitions;
  const sale = await makeSale(db, { seats: count, title: '여름밤 Live' });
  const planned: PlannedNotice[] = [];
  for (let seat = 1; seat <= count; seat += 1) {
    const accountId = await makeAccount(db);
    const { id } = await makeHold(db, { sale, accountId, seatNumbers: [seat] });
    await confirmReservation(db, id);
    const lapsesAt = new Date(Date.now() + 3_600_000);
    planned.push({ eventId: `${id}.3`, reservationId: id, template: 'reservation_confirmed', lapsesAt });
  }
  return async (wanted: number): Promise<void> => {
    const last = await store.plan(planned.splice(0, wanted));
    await queue.add(last);
    const ids = last.map(({ eventId }) => eventId);
    const text = 'select from notifications where event_id = any($1) and sent_at is null limit 1';
    while ((await db.query(text, [ids])).length > 0) await pause(20);
  };
}
