import { cacheConcertSettings } from '@concert-mania/core/catalogue/cached-lookups';
import { makeAnnounceAdmissions } from '@concert-mania/core/notifications/announce-admissions';
import { makeAdmitBatch } from '@concert-mania/core/waiting-room/admit-batch';
import { makeDrawOrder } from '@concert-mania/core/waiting-room/draw-order';
import { makeConcertSettingsLookup } from '@concert-mania/db/catalogue/catalogue-lookups';
import { openPostgres } from '@concert-mania/db/connection/open-postgres';
import { makeNotificationStore } from '@concert-mania/db/notifications/notification-store';
import { makeNotificationQueue } from '@concert-mania/redis/bullmq/queues/notification-queue';
import { openRedis } from '@concert-mania/redis/connection/open-redis';
import { makeProgrammeNews } from '@concert-mania/redis/news/programme-news';
import { makeAnnouncements } from '@concert-mania/redis/waiting-room/announcements';
import { hmacSha256, makeDraws } from '@concert-mania/redis/waiting-room/draws';
import { makeDueRooms, onRoomAdded } from '@concert-mania/redis/waiting-room/due-rooms';
import { makeWaitingRoom } from '@concert-mania/redis/waiting-room/waiting-room';
import { runProcess } from '@concert-mania/runtime/run-process';
import { startAnnouncer } from './announcer.ts';
import { makeAdmissionMetrics } from './metrics.ts';
import { rememberCheck } from './remember-check.ts';
import { serveRooms } from './serve-rooms.ts';
import { admissionSettings } from './settings.ts';
import { watchRooms } from './watch-rooms.ts';

const NAME = 'admission-worker';

await runProcess(
  NAME,
  admissionSettings,
  process.env,
  async ({ config, log, registry, metrics: processMetrics, production }) => {
    const postgres = openPostgres(config, { name: NAME, log, metrics: processMetrics });
    const servers = await openRedis(config, { name: NAME, log, metrics: processMetrics, production });
    const { db } = postgres;
    const { keys } = servers;
    const redis = servers.patient(NAME);
    const subscriber = servers.patient(`${NAME}-news`);
    const rooms = makeDueRooms(redis, keys);
    const nowMs = () => performance.now();
    let edits = 0;
    makeProgrammeNews(redis, subscriber, keys).listen(() => {
      edits += 1;
    });
    const canHold = rememberCheck(postgres.check, nowMs);
    const admitBatch = makeAdmitBatch({
      concerts: cacheConcertSettings(makeConcertSettingsLookup(db), nowMs, () => edits),
      admissions: makeWaitingRoom(redis, keys, {
        passOverAfterSeconds: config.PASS_OVER_AFTER_SECONDS,
        returnWithinSeconds: config.RETURN_WITHIN_SECONDS,
        announceAfterSeconds: config.ADMITTED_NOTICE_AFTER_SECONDS,
      }),
      schedule: rooms,
      drawOrder: makeDrawOrder({
        draws: makeDraws(redis, keys),
        hmac: hmacSha256,
        onDrawn: (concertId, fans) => log.info({ concertId, fans }, 'order drawn'),
      }),
      canHold,
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
    const watch = watchRooms(log, nowMs);
    const serving = serveRooms({ rooms, admitBatch, canHold, announcer, metrics, watch, nowMs });
    onRoomAdded(subscriber, keys, serving.wake);
    return {
      checks: {
        postgres: postgres.check,
        redis: servers.check,
        rooms: watch.check,
      },
      stop: async () => {
        await serving.stop();
        await announcer.stop();
        await notices.close();
        await postgres.close();
        servers.close();
      },
    };
  },
);
