import { randomBytes, randomUUID } from 'node:crypto';
import { PLAN_LIMITS } from '@concert-mania/core/catalog/seating-plan-schema';
import { holdSeats } from '@concert-mania/core/holds/commands';
import { makeDecideHoldBatch } from '@concert-mania/core/holds/decide-hold-batch';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import { makeIdFactory } from '@concert-mania/core/shared/ids';
import { DATABASE_DEFAULTS, type Database, openDatabase } from '@concert-mania/db/database';
import { openDatabaseProbe } from '@concert-mania/db/database-probe';
import { isTransient } from '@concert-mania/db/faults';
import { makeHoldPartitions } from '@concert-mania/db/hold-partitions';
import { makeSeatPlans } from '@concert-mania/db/seat-plans';
import type { ConsumerLog } from '@concert-mania/redis/bullmq/consumer';
import { HOLD_PARTITIONS, holdQueue } from '@concert-mania/redis/bullmq/delivery';
import { makeJobSecrets } from '@concert-mania/redis/bullmq/job-secrets';
import { startOrderedConsumer } from '@concert-mania/redis/bullmq/ordered-consumer';
import { consumerName, openOrderedQueue } from '@concert-mania/redis/bullmq/ordered-queue';
import { openPatientRedis } from '@concert-mania/redis/connection';
import { makeKeys } from '@concert-mania/redis/keys';
import { openRedisProbe } from '@concert-mania/redis/redis-probe';
import { keyLayout } from '@concert-mania/redis/redis-url';
import { makePasses } from '@concert-mania/redis/waiting-room';
import { count, databaseSettings, jobSettings, redisSettings } from '@concert-mania/runtime/config';
import { runProcess } from '@concert-mania/runtime/run-process';
import { type HoldMetrics, makeHoldMetrics } from './metrics.ts';
import { sharePartitions } from './share-partitions.ts';

const settings = databaseSettings
  .extend(redisSettings.shape)
  .extend(jobSettings.shape)
  .extend({
    HOLD_SECONDS: count(600, { min: 1, max: 86_400 }),
    FROZEN_AFTER_SECONDS: count(8, { min: 2, max: 60 }),
    HOLD_DECISION_MS: count(500, { min: 10, max: 2_000 }),
    SEAT_PLANS_MAX_SEATS: count(400_000, { min: PLAN_LIMITS.seats, max: 10_000_000 }),
  });

const newId = makeIdFactory(() => new Date(), randomBytes);
const nowMs = () => performance.now();

await runProcess('hold-worker', settings, process.env, async ({ config, log, registry, production }) => {
  const workerId = randomUUID();
  const metrics = makeHoldMetrics(registry);
  const keys = makeKeys(config.REDIS_KEY_PREFIX, keyLayout(config.REDIS_URL));
  const onError = (err: Error) => log.warn({ err }, 'connection');
  const openRedis = (name: string) => openPatientRedis({ url: config.REDIS_URL, name, onError });
  const redis = openRedis('hold-worker');
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: config.DATABASE_URL,
    poolSize: 2,
    applicationName: 'hold-worker',
    onSlowQuery: (query) => log.warn(query, 'slow query'),
    onIdleError: onError,
  });
  const probes = {
    postgres: openDatabaseProbe(config.DATABASE_URL, 'hold-worker'),
    redis: await openRedisProbe(config, { name: 'hold-worker', keys, production, log }),
  };
  const plans = openSeatPlans(db, config.SEAT_PLANS_MAX_SEATS, metrics, log);
  const partitions = makeHoldPartitions({
    url: config.DATABASE_URL,
    workerId,
    db,
    plans,
    defaultHoldSeconds: config.HOLD_SECONDS,
    statementTimeoutMs: DATABASE_DEFAULTS.statementTimeoutMs,
    frozenAfterSeconds: config.FROZEN_AFTER_SECONDS,
    onFrozen: (owner) => {
      metrics.onFrozen();
      log.warn(owner, 'ended the session of a frozen owner');
    },
  });
  const decide = makeDecideHolds(newId, { nowMs, budgetMs: config.HOLD_DECISION_MS });
  const passes = makePasses(redis, keys);
  const secrets = makeJobSecrets(config.JOB_DATA_SECRET);

  const take = async (partition: number) => {
    const claimed = await partitions.claim(partition);
    if (!claimed) return null;
    const blocking = openRedis(consumerName(keys, holdQueue(partition)));
    const consumer = startOrderedConsumer({
      queue: openOrderedQueue(redis, blocking, keys, holdQueue(partition)),
      definition: holdSeats,
      secrets,
      decide: makeDecideHoldBatch({ passes, ledger: claimed.ledger, decide }),
      isTransient,
      isLost: claimed.isLost,
      onBatch: metrics.onBatch,
      onDecided: metrics.onDecided,
      onFailed: metrics.onFailed,
      onRetry: metrics.onRetry,
      log,
    });
    void claimed.lost.then(() => blocking.disconnect());
    return {
      partition,
      isLost: claimed.isLost,
      giveBack: async () => {
        await consumer.stop();
        await claimed.release();
      },
    };
  };
  const sharing = sharePartitions({
    ports: { beat: partitions.beat, take },
    partitions: HOLD_PARTITIONS,
    roundMs: 1_000,
    onFault: (err) => log.warn({ err }, 'sharing of partitions'),
  });
  metrics.watchPartitions(() => sharing.owned().length);

  return {
    checks: { postgres: probes.postgres.check, redis: probes.redis.check },
    stop: async () => {
      await sharing.stop();
      await partitions.leave();
      await Promise.all([db.close(), probes.postgres.close()]);
      redis.disconnect();
      probes.redis.close();
    },
  };
});

function openSeatPlans(db: Database, maxSeats: number, metrics: HoldMetrics, log: ConsumerLog) {
  const plans = makeSeatPlans({
    db,
    maxSeats,
    onRead: metrics.onPlanRead,
    onFault: (venueId, err) => log.warn({ err, venueId }, 'a seat plan could not be read'),
  });
  metrics.watchPlans(plans.seats);
  return plans;
}
