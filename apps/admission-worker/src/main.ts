import { setTimeout as delay } from 'node:timers/promises';
import { makeAdmitBatch } from '@concert-mania/core/waiting-room/admit-batch';
import { makeAnnounceAdmissions } from '@concert-mania/core/waiting-room/announce-admissions';
import { makeDrawOrder } from '@concert-mania/core/waiting-room/draw-order';
import { makeTickRoom } from '@concert-mania/core/waiting-room/tick-room';
import { makeConcertSettingsLookup } from '@concert-mania/db/catalog-lookups';
import { DATABASE_DEFAULTS, openDatabase } from '@concert-mania/db/database';
import { makeNotificationStore } from '@concert-mania/db/notification-store';
import { makeNotificationQueue } from '@concert-mania/redis/bullmq/notification-queue';
import { openPatientRedis } from '@concert-mania/redis/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room';
import { makeAnnouncements } from '@concert-mania/redis/waiting-room-announcements';
import { hmacSha256, makeDraws } from '@concert-mania/redis/waiting-room-draws';
import { makeAdmissionSchedule } from '@concert-mania/redis/waiting-room-schedule';
import { startTicker } from '@concert-mania/redis/waiting-room-ticker';
import { runProcess } from '@concert-mania/runtime/run-process';
import { startAnnouncer } from './announcer.ts';
import { makeAdmissionMetrics } from './metrics.ts';
import { admissionSettings } from './settings.ts';

await runProcess('admission-worker', admissionSettings, process.env, async ({ config, log, registry }) => {
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: config.DATABASE_URL,
    applicationName: 'admission-worker',
    poolSize: config.DATABASE_POOL_SIZE,
    onSlowQuery: (query) => log.warn(query, 'slow query'),
    onIdleError: (err) => log.warn({ err }, 'database connection lost'),
  });
  const onError = (err: Error) => log.warn({ err }, 'redis connection');
  const redis = openPatientRedis({ url: config.REDIS_URL, name: 'admission-worker', onError });
  const keys = makeKeys(config.REDIS_KEY_PREFIX);
  const schedule = makeAdmissionSchedule(redis, keys);
  const admitBatch = makeAdmitBatch({
    concerts: makeConcertSettingsLookup(db),
    admissions: makeWaitingRoom(redis, keys, {
      passOverAfterSeconds: config.PASS_OVER_AFTER_SECONDS,
      returnWithinSeconds: config.RETURN_WITHIN_SECONDS,
    }),
    schedule,
    drawOrder: makeDrawOrder({
      draws: makeDraws(redis, keys),
      hmac: hmacSha256,
      onDrawn: (concertId, fans) => log.info({ concertId, fans }, 'order drawn'),
    }),
  });
  const notices = makeNotificationQueue(redis, keys);
  const announcer = startAnnouncer(
    makeAnnounceAdmissions({
      announcements: makeAnnouncements(redis, keys),
      store: makeNotificationStore(db),
      queue: notices,
    }),
    log,
  );
  const metrics = makeAdmissionMetrics(registry);
  const ticker = startTicker({
    connection: redis,
    keys,
    tick: makeTickRoom({
      admitBatch: async (concertId) => {
        const batch = await admitBatch(concertId);
        if (batch !== null && batch.unannounced > 0) announcer.notify(concertId);
        metrics.onBatch(batch);
        return batch;
      },
      nowMs: () => performance.now(),
      // Resolves at the abort too: the room's loop looks at the signal by itself.
      sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    }),
    restart: schedule.ensure,
    onTick: metrics.onTick,
    log,
  });
  return {
    checks: { postgres: () => db.ping(), redis: async () => void (await redis.ping()) },
    stop: async () => {
      await ticker.close();
      await announcer.stop();
      await notices.close();
      await schedule.close();
      await db.close();
      redis.disconnect();
    },
  };
});
