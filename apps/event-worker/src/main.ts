import { makeEndPasses, PASS_EVENT_TYPES } from '@concert-mania/core/events/end-passes';
import type { EventHandler } from '@concert-mania/core/events/model';
import { makeRefreshSeats, SEAT_EVENT_TYPES } from '@concert-mania/core/events/refresh-seats';
import { NOTICE_EVENT_TYPES } from '@concert-mania/core/notifications/model';
import { makeQueueNotices } from '@concert-mania/core/notifications/queue-notices';
import { makeSeatStatusReader } from '@concert-mania/db/catalogue/seat-status-store';
import { openPostgres } from '@concert-mania/db/connection/open-postgres';
import { findOldestEventWriter, readEventBacklog } from '@concert-mania/db/events/event-backlog';
import { EVENT_LOG_DEFAULTS, makeEventLog } from '@concert-mania/db/events/event-log';
import { makeNotificationStore } from '@concert-mania/db/notifications/notification-store';
import { makeTouchedReservations } from '@concert-mania/db/reservations/reservation-store';
import { makeNotificationQueue } from '@concert-mania/redis/bullmq/queues/notification-queue';
import { openRedis } from '@concert-mania/redis/connection/open-redis';
import { makeSeatStatusCache } from '@concert-mania/redis/seats/seat-status-cache';
import { makePasses } from '@concert-mania/redis/waiting-room/waiting-room';
import { runProcess } from '@concert-mania/runtime/run-process';
import { makeRelayMetrics, SEAT_CONSUMER } from './metrics.ts';
import { startRelayLoop } from './relay-loop.ts';
import { startRelayWatch } from './relay-watch.ts';
import { eventWorkerSettings, noticeLife } from './settings.ts';

const NAME = 'event-worker';

await runProcess(
  NAME,
  eventWorkerSettings,
  process.env,
  async ({ config, log, registry, metrics: processMetrics, production }) => {
    const postgres = openPostgres(config, { name: NAME, log, metrics: processMetrics });
    const servers = await openRedis(config, { name: NAME, log, metrics: processMetrics, production });
    const { db } = postgres;
    const { keys } = servers;
    const redis = servers.patient(NAME);
    const metrics = makeRelayMetrics(registry);
    const queue = makeNotificationQueue(redis, keys);
    const store = makeNotificationStore(db);
    const reservations = makeTouchedReservations(db);
    const truth = makeSeatStatusReader(db);

    // Each consumer has its own position, so a failing one stops no other.
    const consumers: readonly (readonly [string, readonly string[], EventHandler])[] = [
      [
        SEAT_CONSUMER,
        SEAT_EVENT_TYPES,
        makeRefreshSeats({ truth, cache: makeSeatStatusCache(redis, keys, truth) }),
      ],
      ['passes', PASS_EVENT_TYPES, makeEndPasses({ reservations, passes: makePasses(redis, keys) })],
      ['notices', NOTICE_EVENT_TYPES, makeQueueNotices({ store, queue, life: noticeLife(config) })],
    ];
    const eventLog = makeEventLog({
      ...EVENT_LOG_DEFAULTS,
      url: config.DATABASE_URL,
      applicationName: NAME,
      onStatement: processMetrics.onStatement,
    });
    const relays = consumers.map(([consumer, types, handle]) =>
      startRelayLoop({ eventLog, consumer, types, handle, log, ...metrics.relay(consumer) }),
    );
    const watch = startRelayWatch({
      relays,
      read: () => readEventBacklog(db),
      findWriter: () => findOldestEventWriter(db),
      limitSeconds: config.UNREAD_EVENTS_SECONDS,
      onUnread: metrics.onUnread,
      log,
    });

    return {
      checks: { postgres: postgres.check, redis: servers.check, relay: watch.check },
      stop: async () => {
        await Promise.all([watch.stop(), ...relays.map((relay) => relay.stop())]);
        await queue.close();
        await postgres.close();
        servers.close();
      },
    };
  },
);
