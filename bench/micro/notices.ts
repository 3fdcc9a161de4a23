import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { PlannedNotice } from '@concert-mania/core/notifications/model';
import { makeNotificationStore } from '@concert-mania/db/notifications/notification-store';
import { freePorts } from '@concert-mania/local-stack/free-port';
import { makeNotificationQueue } from '@concert-mania/redis/bullmq/queues/notification-queue';
import { openPromptRedis } from '@concert-mania/redis/connection/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeAccount, makeSale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { readMachineCpu } from '../measuring/process-cpu.ts';
import type { MicroBench, Row } from './row.ts';

const NOTICES = 1_000;
const WARM_UP = 250;
const PREFIX = 'bench-notices';
const WORKER = 'the notification-worker';
const MAILBOX = 'the mailbox of development';

/** Sends planned confirmations by a notification-worker: its CPU for a mail with one ticket. */
export async function measureNotices(bench: MicroBench): Promise<readonly Row[]> {
  const processes = await startProcesses(bench);
  const redis = openPromptRedis({ url: bench.redisUrl, name: 'bench', onError: () => {} });
  try {
    const send = await prepareNotices(bench, makeNotificationQueue(redis, makeKeys(PREFIX)));
    await send(WARM_UP);
    const pids = new Map(processes.map(([name, { pid }]) => [name, pid === undefined ? [] : [pid]]));
    const values = new Map<string, number[]>([...pids.keys()].map((name) => [name, []]));
    const rates: number[] = [];
    for (let repetition = 0; repetition < bench.settings.repetitions; repetition += 1) {
      const before = readMachineCpu(pids);
      const startedMs = performance.now();
      await send(NOTICES);
      rates.push(NOTICES / ((performance.now() - startedMs) / 1_000));
      const after = readMachineCpu(pids);
      for (const [name, list] of values) {
        list.push((((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1e6) / NOTICES);
      }
    }
    return [
      ...[...values].map(([name, list]) => ({
        what: `a mail with its PDF: ${name}`,
        unit: 'µs CPU',
        values: list,
      })),
      { what: 'mails with PDFs sent by one notification-worker', unit: 'a second', values: rates },
    ];
  } finally {
    redis.disconnect();
    for (const [, child] of processes) child.kill('SIGTERM');
    await Promise.all(processes.map(([, child]) => child.exitCode ?? once(child, 'exit')));
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
    const notices = planned.splice(0, wanted);
    const last = await store.plan(notices);
    await queue.add(last);
    const ids = last.map(({ eventId }) => eventId);
    for (;;) {
      const unsent = await db.query(
        'select from notifications where event_id = any($1) and sent_at is null limit 1',
        [ids],
      );
      if (unsent.length === 0) return;
      await pause(20);
    }
  };
}

async function startProcesses({
  databaseUrl,
  redisUrl,
}: MicroBench): Promise<readonly [string, ChildProcess][]> {
  const [smtp, page] = await freePorts(2);
  const box = { MAIL_SMTP_PORT: String(smtp), MAIL_PORT: String(page) };
  const worker = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    REDIS_KEY_PREFIX: PREFIX,
    TICKET_SIGNING_KEYS: randomBytes(32).toString('base64url'),
    MAIL_SMTP_URL: `smtp://127.0.0.1:${smtp}`,
  };
  return [
    [MAILBOX, await start('mailbox', box)],
    [WORKER, await start('notification-worker', worker)],
  ];
}

const ROOT = resolve(import.meta.dirname, '../..');

async function start(app: string, settings: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(ROOT, 'apps', app, 'src/main.ts')], {
    env: settings,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout?.resume();
  return child;
}
