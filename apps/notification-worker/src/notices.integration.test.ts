import { setTimeout as pause } from 'node:timers/promises';
import type { Reservation } from '@concert-mania/core/holds/model';
import { type DueNotice, NOTICE_EVENT_TYPES } from '@concert-mania/core/notifications/model';
import { MessageRefused, type SendMessage } from '@concert-mania/core/notifications/ports';
import { makeQueueDueNotices, makeQueueNotices } from '@concert-mania/core/notifications/queue-notices';
import { makeSendNotice } from '@concert-mania/core/notifications/send-notice';
import { makeAccountTokens } from '@concert-mania/db/accounts/account-tokens';
import { EVENT_LOG_DEFAULTS, makeEventLog } from '@concert-mania/db/events/event-log';
import { makeNotificationStore } from '@concert-mania/db/notifications/notification-store';
import { makeSheetReader } from '@concert-mania/db/tickets/sheet-reader';
import { makeTicketPdfs } from '@concert-mania/documents/ticket-pdfs';
import { deleteKeysContaining } from '@concert-mania/local-stack/redis/redis-admin';
import { type MailboxServer, startMailboxServer } from '@concert-mania/mailbox/mailbox-server';
import { DEVELOPMENT_SMS_KEY } from '@concert-mania/mailbox/sms-gateway';
import {
  makeNotificationQueue,
  startNotificationWorker,
} from '@concert-mania/redis/bullmq/queues/notification-queue';
import { makeKeys } from '@concert-mania/redis/keys';
import { hideInError } from '@concert-mania/runtime/personal-data';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import { makeAccount, makeSale, type Sale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest, openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MailSender, makeMailSender } from './mail-sender.ts';
import { makeSmsSender } from './sms-sender.ts';
import { readTemplates } from './templates/read-templates.ts';
import { makeRenderNotice } from './templates/render-notice.ts';
import { makeTicketAttachments } from './ticket-attachments.ts';

const WAIT = { interval: 20, timeout: 20_000 };
const quiet = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

const database = await testDatabase();
const db = openForTest(database);
const server = testRedis();
const redis = openRedisForTest(server);
const keys = makeKeys(server.prefix);
const store = makeNotificationStore(db);
const queue = makeNotificationQueue(redis, keys);
const eventLog = makeEventLog({ ...EVENT_LOG_DEFAULTS, url: database.url, applicationName: 'test' });

const pdfs = makeTicketPdfs({ mostWaiting: 5 });

let mailbox: MailboxServer;
let mail: MailSender;
let sale: Sale;
let seat = 0;
let running: { stop(): Promise<unknown> }[] = [];

beforeAll(async () => {
  mailbox = await startMailboxServer({ host: '127.0.0.1', port: 0, smtpPort: 0 });
  mail = makeMailSender({ smtpUrl: mailbox.smtpUrl, from: 'Test <tickets@test.example>', connections: 2 });
  sale = await makeSale(db, { seats: 40, title: '테스트의 밤' });
});
beforeEach(() => {
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map(({ stop }) => stop()));
});
afterAll(async () => {
  mail.close();
  await pdfs.close();
  await mailbox.close();
  await queue.close();
});

/** Queues the notices of all events, as the event-worker does. */
const startRelay = () => {
  const queueNotices = makeQueueNotices({ store, queue });
  let stopped = false;
  const relay = async () => {
    const reader = await eventLog.open('notices', NOTICE_EVENT_TYPES);
    await vi.waitFor(async () => expect(await reader.acquire()).toBe(true), WAIT);
    while (!stopped) {
      const page = await reader.next();
      if (page === null) await pause(20);
      else await queueNotices(page.events);
      await reader.advance();
    }
    await reader.close();
  };
  const ended = relay();
  running.push({
    stop: () => {
      stopped = true;
      return ended;
    },
  });
};
const smsGateway = () => ({ url: mailbox.url, key: DEVELOPMENT_SMS_KEY, sender: '0212345678' });
const attach = makeTicketAttachments({
  sheets: makeSheetReader(db),
  signer: makeTicketKeys(['ticket-signing-key-of-this-test-0123456789']).signer,
  pdfs,
  publicUrl: 'https://shop.example',
});
const startWorkers = (send: SendMessage = mail.send, onFinished = vi.fn()) => {
  const sendNotice = makeSendNotice({
    store,
    senders: { email: send, sms: makeSmsSender(smsGateway(), quiet) },
    tokens: makeAccountTokens(db),
    render: makeRenderNotice(readTemplates()),
    attach,
    terms: {
      verifiedOnly: false,
      mostPerDay: 100,
      textCountryCodes: ['82'],
      publicUrl: 'https://shop.example',
    },
    pause: (ms) => pause(ms),
    firstDelayMs: 20,
  });
  const due = makeQueueDueNotices({ store, queue });
  const looking = setInterval(() => void due(), 20);
  running.push({ stop: async () => clearInterval(looking) });
  for (const channel of ['email', 'sms'] as const) {
    const worker = startNotificationWorker({
      connection: redis,
      keys,
      channel,
      concurrency: 3,
      send: sendNotice,
      cleanError: hideInError,
      onFinished,
      onSent: () => undefined,
      log: quiet,
    });
    running.push({ stop: () => worker.close() });
  }
  return onFinished;
};
const confirmed = async (phone: string | null = null): Promise<Reservation & { readonly email: string }> => {
  seat += 1;
  const email = `fan-${seat}@fans.example`;
  const accountId = await makeAccount(db, { email });
  await db.query('update accounts set phone = $2 where id = $1', [accountId, phone]);
  const { id } = await makeHold(db, { sale, accountId, seatNumbers: [seat] });
  return { ...(await confirmReservation(db, id)), email };
};
const messagesTo = (address: string) => mailbox.mailbox.list().filter(({ to }) => to === address);
const mailOf = (reservation: Reservation): DueNotice => ({
  eventId: `${reservation.id}.${reservation.version}`,
  channel: 'email',
  attempts: 0,
});
const unsent = async (): Promise<number> =>
  (await db.query('select from notifications where sent_at is null and given_up_at is null')).length;
const plan = async (reservation: Reservation, more: object = {}) =>
  store.plan([
    {
      eventId: mailOf(reservation).eventId,
      reservationId: reservation.id,
      template: 'reservation_confirmed',
      lapsesAt: new Date(Date.now() + 60_000),
      ...more,
    },
  ]);
const statuses = (onFinished: ReturnType<typeof startWorkers>) =>
  onFinished.mock.calls.map(([, status]) => status as string);

describe('notices', () => {
  it('reach a fan whose reservation was confirmed by mail and by text message, and can be read back', async () => {
    startRelay();
    startWorkers();
    const reservation = await confirmed('010-2222-3333');
    await vi.waitFor(() => expect(messagesTo(reservation.email)).toHaveLength(1), WAIT);
    await vi.waitFor(() => expect(messagesTo('01022223333')).toHaveLength(1), WAIT);
    expect(messagesTo(reservation.email)[0]).toMatchObject({
      id: `<${reservation.id}.3.email@test.example>`,
      subject: '[콘서트 매니아] 예매가 완료되었습니다: 테스트의 밤',
      text: expect.stringContaining('₩150,000'),
    });
    const page = await (await fetch(mailbox.url)).text();
    expect(page).toContain('예매가 완료되었습니다');
    const { items } = (await (await fetch(`${mailbox.url}/messages.json`)).json()) as {
      items: { to: string; files: { filename: string; path: string }[] }[];
    };
    const files = items.find(({ to }) => to === reservation.email)?.files ?? [];
    const download = async (path = '/none') => (await fetch(`${mailbox.url}${path}`)).text();
    expect(files).toMatchObject([{ filename: `tickets-${reservation.id}.pdf` }, { filename: 'concert.ics' }]);
    expect(await download(files[0]?.path)).toMatch(/^%PDF-/);
    expect(await download(files[1]?.path)).toContain(`UID:${sale.performanceId}@concert-mania`);
  });

  it('send one mail per event, for any number of relays and job attempts', async () => {
    const reservation = await confirmed();
    startWorkers();
    startRelay();
    await vi.waitFor(() => expect(messagesTo(reservation.email)).toHaveLength(1), WAIT);
    await Promise.all(running.splice(-1).map(({ stop }) => stop()));
    // As after a crash between effect and cursor, with a queue that lost its jobs.
    await db.query(`update event_cursors set position = 0`);
    await deleteKeysContaining(server.url, server.prefix);
    startRelay();
    const later = await confirmed();
    await vi.waitFor(() => expect(messagesTo(later.email)).toHaveLength(1), WAIT);
    await queue.add([mailOf(reservation), mailOf(reservation)]);
    const last = await confirmed();
    await vi.waitFor(() => expect(messagesTo(last.email)).toHaveLength(1), WAIT);
    await vi.waitFor(async () => expect(await unsent()).toBe(0), WAIT);
    expect(messagesTo(reservation.email)).toHaveLength(1);
  });

  it('are sent later when the mail server refuses at first', async () => {
    let refusals = 3;
    const onFinished = startWorkers(async (message) => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('421 try again later');
      await mail.send(message);
    });
    startRelay();
    const reservation = await confirmed();
    await vi.waitFor(() => expect(messagesTo(reservation.email)).toHaveLength(1), WAIT);
    await vi.waitFor(
      () => expect(statuses(onFinished)).toEqual([...Array(3).fill('retrying'), 'sent']),
      WAIT,
    );
  });

  it('fail an attempt, not the process, while the mail server is down', async () => {
    const dead = makeMailSender({
      smtpUrl: 'smtp://127.0.0.1:1',
      from: 'tickets@test.example',
      connections: 1,
    });
    await expect(dead.send({ id: 'x', to: 'a@fans.example', subject: 's', text: 't' })).rejects.toThrow();
    dead.close();
  });

  it('are queued again from the database if the queue was lost before they were sent', async () => {
    const reservation = await confirmed();
    await plan(reservation);
    await db.query(
      `update notifications set next_try_at = now() - interval '1 second' where sent_at is null`,
    );
    expect(await makeQueueDueNotices({ store, queue })()).toBe(1);
    startWorkers();
    await vi.waitFor(() => expect(messagesTo(reservation.email)).toHaveLength(1), WAIT);
  });

  it('that are malformed or unplanned fail once, permanently, and delay no other', async () => {
    const onFinished = startWorkers();
    await queue.add([
      { eventId: '', channel: 'email', attempts: 0 },
      { eventId: 'res_nobody.3', channel: 'email', attempts: 0 },
    ]);
    startRelay();
    const reservation = await confirmed();
    await vi.waitFor(() => expect(messagesTo(reservation.email)).toHaveLength(1), WAIT);
    await vi.waitFor(
      () => expect(onFinished.mock.calls.filter(([, status]) => status === 'failed')).toHaveLength(2),
      WAIT,
    );
    expect(onFinished.mock.calls.filter(([, status]) => status === 'retrying')).toEqual([]);
  });

  it('refused permanently by the mail server are tried once and given up; one retried by hand is sent', async () => {
    let exists = false;
    const onFinished = startWorkers(async (message) => {
      if (!exists) throw new MessageRefused('550 <fan-1@fans.example>: no such mailbox');
      await mail.send(message);
    });
    startRelay();
    const reservation = await confirmed();
    await vi.waitFor(() => expect(statuses(onFinished)).toEqual(['refused']), WAIT);
    await vi.waitFor(async () => expect(await unsent()).toBe(0), WAIT);
    const { eventId } = mailOf(reservation);
    const reason = () => redis.hget(`${keys.queue('mails')}${eventId}.email.0`, 'failedReason');
    await vi.waitFor(async () => expect(await reason()).toBe('550 <[address]>: no such mailbox'), WAIT);
    exists = true;
    await queue.add([{ ...mailOf(reservation), attempts: 1 }]);
    await vi.waitFor(() => expect(messagesTo(reservation.email)).toHaveLength(1), WAIT);
  });

  it('count as sent only if sent: no repeat, none without an address, none that lapsed', async () => {
    const reservation = await confirmed('010-5555-6666');
    await plan(reservation);
    const lapsed = await confirmed();
    await queue.add(await plan(lapsed, { lapsesAt: new Date() }));
    await db.query('update accounts set phone = null where id = $1', [reservation.accountId]);
    await queue.add([mailOf(reservation), { ...mailOf(reservation), channel: 'sms' }]);
    await queue.add([{ ...mailOf(reservation), attempts: 1 }]);
    const onFinished = startWorkers();
    await vi.waitFor(() => expect(onFinished).toHaveBeenCalledTimes(4), WAIT);
    expect(statuses(onFinished).filter((status) => status === 'sent')).toHaveLength(1);
    expect(statuses(onFinished).filter((status) => status === 'lapsed')).toHaveLength(1);
    expect(statuses(onFinished).filter((status) => status === 'no_address')).toHaveLength(1);
    expect(messagesTo(lapsed.email)).toEqual([]);
  });
});
