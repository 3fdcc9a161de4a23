import { setTimeout as delay } from 'node:timers/promises';
import { makeAdmitBatch } from '@concert-mania/core/waiting-room/admit-batch';
import { makeDrawOrder } from '@concert-mania/core/waiting-room/draw-order';
import { makeTickRoom } from '@concert-mania/core/waiting-room/tick-room';
import { makeConcertSettingsLookup } from '@concert-mania/db/catalog-lookups';
import { DATABASE_DEFAULTS, openDatabase } from '@concert-mania/db/database';
import { openPatientRedis } from '@concert-mania/redis/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room';
import { hmacSha256, makeDraws } from '@concert-mania/redis/waiting-room-draws';
import { makeAdmissionSchedule } from '@concert-mania/redis/waiting-room-schedule';
import { startTicker } from '@concert-mania/redis/waiting-room-ticker';
import { databaseSettings, redisSettings } from '@concert-mania/runtime/config';
import { runProcess } from '@concert-mania/runtime/run-process';
import { makeAdmissionMetrics } from './metrics.ts';

const settings = databaseSettings.extend(redisSettings.shape);

await runProcess('admission-worker', settings, process.env, async ({ config, log, registry }) => {
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
    admissions: makeWaitingRoom(redis, keys),
    schedule,
    drawOrder: makeDrawOrder({ draws: makeDraws(redis, keys), hmac: hmacSha256 }),
  });
  const ticker = startTicker({
    connection: redis,
    keys,
    tick: makeTickRoom({
      admitBatch,
      nowMs: () => performance.now(),
      // Resolves at the abort too: the room's loop looks at the signal by itself.
      sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
    }),
    onTick: makeAdmissionMetrics(registry).onTick,
    log,
  });
  return {
    checks: { postgres: () => db.ping(), redis: async () => void (await redis.ping()) },
    stop: async () => {
      await ticker.close();
      await schedule.close();
      await db.close();
      redis.disconnect();
    },
  };
});
