import { setTimeout as pause } from 'node:timers/promises';
import type { Reservation } from '@concert-mania/core/holds/model';
import { type DueNotice, NOTICE_EVENT_TYPES } from '@concert-mania/core/notifications/model';
import type { SendMessage } from '@concert-mania/core/notifications/ports';
import { makeQueueDueNotices, makeQueueNotices } from '@concert-mania/core/notifications/queue-notices';
import { makeSendNotice } from '@concert-mania/core/notifications/send-notice';
import { makeAccountTokens } from '@concert-mania/db/accounts/account-tokens';
import { EVENT_LOG_DEFAULTS, makeEventLog } from '@concert-mania/db/events/event-log';
import { makeNotificationStore } from '@concert-mania/db/notifications/notification-store';
import { makeSheetReader } from '@concert-mania/db/tickets/sheet-reader';
import { makeTicketPdfs } from '@concert-mania/documents/ticket-pdfs';
import { type MailboxServer, startMailboxServer } from '@concert-mania/mailbox/mailbox-server';
import { DEVELOPMENT_SMS_KEY } from '@concert-mania/mailbox/sms-gateway';
import { makeNotificationQueue } from '@concert-mania/redis/bullmq/queues/notification-queue';
import { startNotificationWorker } from '@concert-mania/redis/bullmq/queues/notification-worker';
import { makeKeys } from '@concert-mania/redis/keys';
import { hideInError } from '@concert-mania/runtime/personal-data';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import { makeAccount, makeSale, type Sale } from '@concert-mania/testkit/data/builders';
import { confirmReservation, makeHold } from '@concert-mania/testkit/data/reservation-builder';
import { openForTest, openRedisForTest } from '@concert-mania/testkit/servers/open-connections';
import { testDatabase } from '@concert-mania/testkit/servers/test-database';
import { testRedis } from '@concert-mania/testkit/servers/test-redis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { type MailSender, makeMailSender } from '../mail-sender.ts';
import { makeSmsSender } from '../sms-sender.ts';
import { readTemplates } from '../templates/read-templates.ts';
import { makeRenderNotice } from '../templates/render-notice.ts';
import { makeTicketAttachments } from '../ticket-attachments.ts';

export const WAIT = { interval: 20, timeout: 20_000 };
const quiet = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };

const database = await testDatabase();
export const db = openForTest(database);
export const server = testRedis();
export const redis = openRedisForTest(server);
export const keys = makeKeys(server.prefix);
export const store = makeNotificationStore(db);
export const queue = makeNotificationQueue(redis, keys);
const eventLog = makeEventLog({ ...EVENT_LOG_DEFAULTS, url: database.url, applicationName: 'test' });

const pdfs = makeTicketPdfs({ mostWaiting: 5 });

export let mailbox: MailboxServer;
export let mail: MailSender;
export let sale: Sale;
let seat = 0;
export let running: { stop(): Promise<unknown> }[] = [];

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
export const startRelay = () => {
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
export const startWorkers = (send: SendMessage = mail.send, onFinished = vi.fn()) => {
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
      atOnce: 2,
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
export const confirmed = async (
  phone: string | null = null,
): Promise<Reservation & { readonly email: string }> => {
  seat += 1;
  const email = `fan-${seat}@fans.example`;
  const accountId = await makeAccount(db, { email });
  await db.query('update accounts set phone = $2 where id = $1', [accountId, phone]);
  const { id } = await makeHold(db, { sale, accountId, seatNumbers: [seat] });
  return { ...(await confirmReservation(db, id)), email };
};
export const messagesTo = (address: string) => mailbox.mailbox.list(address);
export const mailOf = (reservation: Reservation): DueNotice => ({
  eventId: `${reservation.id}.${reservation.version}`,
  channel: 'email',
  attempts: 0,
});
export const unsent = async (): Promise<number> =>
  (await db.query('select from notifications where sent_at is null and given_up_at is null')).length;
export const plan = async (reservation: Reservation, more: object = {}) =>
  store.plan([
    {
      eventId: mailOf(reservation).eventId,
      reservationId: reservation.id,
      template: 'reservation_confirmed',
      lapsesAt: new Date(Date.now() + 60_000),
      ...more,
    },
  ]);
export const statuses = (onFinished: ReturnType<typeof startWorkers>) =>
  onFinished.mock.calls.map(([, status]) => status as string);
