import { makeEndPasses, PASS_EVENT_TYPES } from '@concert-mania/core/events/end-passes';
import { makeRefreshSeats, SEAT_EVENT_TYPES } from '@concert-mania/core/events/refresh-seats';
import { NOTICE_EVENT_TYPES } from '@concert-mania/core/notifications/model';
import { makeQueueNotices } from '@concert-mania/core/notifications/queue-notices';
import { runAudit } from '@concert-mania/db/audit/audit';
import { makeSeatStatusReader } from '@concert-mania/db/catalogue/seat-status-store';
import type { Database } from '@concert-mania/db/connection/database';
import { openPool, openPostgres } from '@concert-mania/db/connection/open-postgres';
import { findOldestEventWriter, readEventBacklog } from '@concert-mania/db/events/event-backlog';
import { EVENT_LOG_DEFAULTS, makeEventLog } from '@concert-mania/db/events/event-log';
import { makeElection } from '@concert-mania/db/figures/election';
import {
  readConcertsOnSale,
  readOpenMoney,
  readOrphanSeconds,
  readSeatCounts,
  readStuckMoney,
  readUnsentNotices,
} from '@concert-mania/db/figures/read-figures';
import { makeNotificationStore } from '@concert-mania/db/notifications/notification-store';
import { makeExpiryStore } from '@concert-mania/db/reservations/expiry-store';
import { makeTouchedReservations } from '@concert-mania/db/reservations/reservation-store';
import { makeNotificationQueue } from '@concert-mania/redis/bullmq/queues/notification-queue';
import { readQueueFigures } from '@concert-mania/redis/bullmq/queues/queue-figures';
import type { RedisClient } from '@concert-mania/redis/connection/connection';
import { openRedis } from '@concert-mania/redis/connection/open-redis';
import type { Keys } from '@concert-mania/redis/keys';
import { makeSeatStatusCache } from '@concert-mania/redis/seats/seat-status-cache';
import { readRoomFigures } from '@concert-mania/redis/waiting-room/room-figures';
import { makePasses } from '@concert-mania/redis/waiting-room/waiting-room';
import { runProcess } from '@concert-mania/runtime/run-process';
import { makeAuditGroup } from './gather/audit-group.ts';
import { startGatherLoop } from './gather/gather-loop.ts';
import { type FigureSources, makeSharedFigures } from './gather/shared-figures.ts';
import { makeRelayMetrics, SEAT_CONSUMER } from './metrics.ts';
import { type RelayLoopOptions, startRelayLoop } from './relay-loop.ts';
import { startRelayWatch } from './relay-watch.ts';
import { eventWorkerSettings, noticeLife } from './settings.ts';

const NAME = 'event-worker';
const MS_PER_MINUTE = 60_000;
/** Notices of a page share jobs and statements. A mail may come half a second later. */
const NOTICES_PAGE_MS = 500;
/** An audit reads every row with few connections and long statements. */
const AUDIT_LIMITS = { poolSize: 1, statementTimeoutMs: 120_000, answerTimeoutMs: 130_000 };

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
    const consumers: readonly Pick<RelayLoopOptions, 'consumer' | 'types' | 'handle' | 'pageMs'>[] = [
      {
        consumer: SEAT_CONSUMER,
        types: SEAT_EVENT_TYPES,
        handle: makeRefreshSeats({ truth, cache: makeSeatStatusCache(redis, keys, truth) }),
      },
      {
        consumer: 'passes',
        types: PASS_EVENT_TYPES,
        handle: makeEndPasses({ reservations, passes: makePasses(redis, keys) }),
      },
      {
        consumer: 'notices',
        types: NOTICE_EVENT_TYPES,
        handle: makeQueueNotices({ store, queue, life: noticeLife(config) }),
        pageMs: NOTICES_PAGE_MS,
      },
    ];
    const eventLog = makeEventLog({
      ...EVENT_LOG_DEFAULTS,
      url: config.DATABASE_URL,
      applicationName: NAME,
      onStatement: processMetrics.onStatement,
    });
    const relays = consumers.map((consumer) =>
      startRelayLoop({ eventLog, ...consumer, log, ...metrics.relay(consumer.consumer) }),
    );
    const watch = startRelayWatch({
      relays,
      read: () => readEventBacklog(db),
      findWriter: () => findOldestEventWriter(db),
      limitSeconds: config.UNREAD_EVENTS_SECONDS,
      onUnread: metrics.onUnread,
      log,
    });

    const auditDb = openPool(config, { name: `${NAME} audit`, log, limits: AUDIT_LIMITS });
    const everyMs = config.AUDIT_EVERY_MINUTES * MS_PER_MINUTE;
    const auditing = { run: () => runAudit(auditDb), everyMs, log };
    const gathering = startGatherLoop({
      election: makeElection({ url: config.DATABASE_URL, name: `${NAME} figures`, lock: 'sharedFigures' }),
      groups: [
        ...makeSharedFigures(registry, figureSources(db, servers.prompt(`${NAME}-figures`), keys)),
        ...(everyMs > 0 ? [makeAuditGroup(registry, auditing)] : []),
      ],
      registry,
      log,
    });

    return {
      checks: { postgres: postgres.check, redis: servers.check, relay: watch.check },
      stop: async () => {
        // A running audit only reads, so nothing waits for it.
        void auditDb.close();
        await Promise.all([gathering.stop(), watch.stop(), ...relays.map((relay) => relay.stop())]);
        await queue.close();
        await postgres.close();
        servers.close();
      },
    };
  },
);

/** Reads of shared things. On a prompt connection a silent Redis fails a read and stops none. */
function figureSources(db: Database, redis: RedisClient, keys: Keys): FigureSources {
  return {
    queues: () => readQueueFigures(redis, keys, Date.now),
    concertsOnSale: (limit) => readConcertsOnSale(db, limit),
    rooms: (concertIds) => readRoomFigures(redis, keys, concertIds),
    seats: (concertIds) => readSeatCounts(db, concertIds),
    oldestOverdueMs: makeExpiryStore(db).oldestOverdueMs,
    orphanSeconds: () => readOrphanSeconds(db),
    oldestEventWriter: () => findOldestEventWriter(db),
    openMoney: () => readOpenMoney(db),
    stuckMoney: () => readStuckMoney(db),
    unsentNotices: () => readUnsentNotices(db),
  };
}
