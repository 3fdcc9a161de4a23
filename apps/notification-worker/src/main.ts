import { setTimeout as pause } from 'node:timers/promises';
import { CHANNELS } from '@concert-mania/core/notifications/model';
import type { SendMessage } from '@concert-mania/core/notifications/ports';
import { makeQueueDueNotices } from '@concert-mania/core/notifications/queue-notices';
import { makeSendNotice } from '@concert-mania/core/notifications/send-notice';
import { makeScheduleResets } from '@concert-mania/db/accounts/account-mails';
import { makeAccountTokens } from '@concert-mania/db/accounts/account-tokens';
import { openPostgres } from '@concert-mania/db/connection/open-postgres';
import { makeNotificationStore } from '@concert-mania/db/notifications/notification-store';
import { makeSheetReader } from '@concert-mania/db/tickets/sheet-reader';
import { makeTicketPdfs } from '@concert-mania/documents/ticket-pdfs';
import { makeNotificationQueue } from '@concert-mania/redis/bullmq/queues/notification-queue';
import { startNotificationWorker } from '@concert-mania/redis/bullmq/queues/notification-worker';
import { openRedis } from '@concert-mania/redis/connection/open-redis';
import { hideInError } from '@concert-mania/runtime/personal-data';
import { runProcess } from '@concert-mania/runtime/run-process';
import { makeTicketKeys } from '@concert-mania/runtime/ticket-keys';
import { startDueLoop } from './due-loop.ts';
import { limitSends } from './limit-sends.ts';
import { makeMailSender } from './mail-sender.ts';
import { makeNoticeMetrics } from './metrics.ts';
import { noticeTerms, notificationSettings, smsGateway } from './settings.ts';
import { makeSmsSender } from './sms-sender.ts';
import { readTemplates } from './templates/read-templates.ts';
import { makeRenderNotice } from './templates/render-notice.ts';
import { makeTicketAttachments } from './ticket-attachments.ts';

const NAME = 'notification-worker';

/** More than the notices of all jobs at once. */
const MOST_WAITING_PDFS = 200;

/** Never called: without a gateway, no country is served. */
const textsAreOff: SendMessage = async ({ id }) => {
  throw new Error(`notice ${id} has no SMS gateway`);
};

await runProcess(
  NAME,
  notificationSettings,
  process.env,
  async ({ config, log, registry, metrics: processMetrics, production }) => {
    const render = makeRenderNotice(readTemplates());
    const postgres = openPostgres(config, { name: NAME, log, metrics: processMetrics });
    const servers = await openRedis(config, { name: NAME, log, metrics: processMetrics, production });
    const { db } = postgres;
    const { keys } = servers;
    const redis = servers.patient(NAME);
    const metrics = makeNoticeMetrics(registry);
    const store = makeNotificationStore(db);
    const queue = makeNotificationQueue(redis, keys);

    const { MAIL_SMTP_URL: smtpUrl, MAIL_FROM: from, NOTICE_CONCURRENCY: connections } = config;
    const mailSender = makeMailSender({ smtpUrl, from, connections, requireTls: production });

    const scheduleResets = makeScheduleResets(db, config.RESETS_PER_ACCOUNT_PER_DAY);
    const queueDue = makeQueueDueNotices({ store, queue });
    const dueNotices = startDueLoop(() => scheduleResets().then(queueDue), log);

    const gateway = smsGateway(config);
    const sms = gateway === null ? textsAreOff : makeSmsSender(gateway, log);
    const terms = noticeTerms(config);
    const pdfs = makeTicketPdfs({ mostWaiting: MOST_WAITING_PDFS });
    const { signer } = makeTicketKeys(config.TICKET_SIGNING_KEYS);
    const sheets = makeSheetReader(db);
    const send = makeSendNotice({
      store,
      senders: {
        email: limitSends(mailSender.send, { atOnce: connections }),
        sms: limitSends(sms, { atOnce: connections }),
      },
      tokens: makeAccountTokens(db),
      render,
      attach: makeTicketAttachments({ sheets, signer, pdfs, publicUrl: terms.publicUrl }),
      terms,
      pause: (ms) => pause(ms),
    });
    const { onNotice: onFinished, onSent } = metrics;
    const cleanError = hideInError;
    const sending = {
      connection: redis,
      keys,
      atOnce: connections,
      send,
      cleanError,
      onFinished,
      onSent,
      log,
    };
    const workers = CHANNELS.map((channel) => startNotificationWorker({ ...sending, channel }));

    return {
      checks: { postgres: postgres.check, redis: servers.check },
      stop: async () => {
        await dueNotices.stop();
        await Promise.all(workers.map((worker) => worker.close()));
        await queue.close();
        mailSender.close();
        await pdfs.close();
        await postgres.close();
        servers.close();
      },
    };
  },
);
