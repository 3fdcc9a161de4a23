import { setTimeout as pause } from 'node:timers/promises';
import { CHANNELS } from '@concert-mania/core/notifications/model';
import { makeQueueDueNotices } from '@concert-mania/core/notifications/queue-notices';
import { makeSendNotice } from '@concert-mania/core/notifications/send-notice';
import { makeScheduleResets } from '@concert-mania/db/accounts/account-mails';
import { makeAccountTokens } from '@concert-mania/db/accounts/account-tokens';
import { DATABASE_DEFAULTS, openDatabase } from '@concert-mania/db/connection/database';
import { openDatabaseProbe } from '@concert-mania/db/connection/database-probe';
import { makeNotificationStore } from '@concert-mania/db/notifications/notification-store';
import {
  makeNotificationQueue,
  startNotificationWorker,
} from '@concert-mania/redis/bullmq/queues/notification-queue';
import { openPatientRedis } from '@concert-mania/redis/connection/connection';
import { openRedisProbe } from '@concert-mania/redis/connection/redis-probe';
import { keyLayout } from '@concert-mania/redis/connection/redis-url';
import { makeKeys } from '@concert-mania/redis/keys';
import { runProcess } from '@concert-mania/runtime/run-process';
import { startDueLoop } from './due-loop.ts';
import { makeMailSender } from './mail-sender.ts';
import { makeNoticeMetrics } from './metrics.ts';
import { noticeTerms, notificationSettings } from './settings.ts';
import { makeTextSender } from './text-sender.ts';

const NAME = 'notification-worker';

await runProcess(NAME, notificationSettings, process.env, async ({ config, log, registry, production }) => {
  const onError = (err: Error) => log.warn({ err }, 'connection');
  const keys = makeKeys(config.REDIS_KEY_PREFIX, keyLayout(config.REDIS_URL));
  const redis = openPatientRedis({ url: config.REDIS_URL, name: NAME, onError });
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: config.DATABASE_URL,
    poolSize: config.DATABASE_POOL_SIZE,
    applicationName: NAME,
    onSlowQuery: (query) => log.warn(query, 'slow query'),
    onIdleError: onError,
  });
  const probes = {
    postgres: openDatabaseProbe(config.DATABASE_URL, NAME),
    redis: await openRedisProbe(config, { name: NAME, keys, production, log }),
  };
  const metrics = makeNoticeMetrics(registry);
  const store = makeNotificationStore(db);
  const queue = makeNotificationQueue(redis, keys);

  const { MAIL_SMTP_URL: smtpUrl, MAIL_FROM: from, NOTICE_CONCURRENCY: connections } = config;
  const mailSender = makeMailSender({ smtpUrl, from, connections, requireTls: production });

  const scheduleResets = makeScheduleResets(db, config.RESETS_PER_ACCOUNT_PER_DAY);
  const queueDue = makeQueueDueNotices({ store, queue });
  const dueNotices = startDueLoop(() => scheduleResets().then(queueDue), log);

  const send = makeSendNotice({
    store,
    senders: { email: mailSender.send, sms: makeTextSender(log, config.TEXT_MESSAGE_URL) },
    tokens: makeAccountTokens(db),
    terms: noticeTerms(config),
    pause: (ms) => pause(ms),
  });
  const concurrency = config.NOTICE_CONCURRENCY;
  const sending = { connection: redis, keys, concurrency, send, onFinished: metrics.onNotice, log };
  const workers = CHANNELS.map((channel) => startNotificationWorker({ ...sending, channel }));

  return {
    checks: { postgres: probes.postgres.check, redis: probes.redis.check },
    stop: async () => {
      await dueNotices.stop();
      await Promise.all(workers.map((worker) => worker.close()));
      await queue.close();
      mailSender.close();
      await Promise.all([db.close(), probes.postgres.close()]);
      redis.disconnect();
      probes.redis.close();
    },
  };
});
