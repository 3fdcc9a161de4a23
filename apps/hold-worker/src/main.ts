import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { holdSeats } from '@concert-mania/core/holds/commands';
import { makeDecideHoldBatch } from '@concert-mania/core/holds/decide-hold-batch';
import { makeDecideHolds } from '@concert-mania/core/holds/decide-holds';
import { DecisionFailed } from '@concert-mania/core/holds/decision-failed';
import { makeIdFactory } from '@concert-mania/core/shared/ids';
import { oneScan, scansWithoutNetwork } from '@concert-mania/core/tickets/gate/check-in-kinds';
import { makeDeskCommands } from '@concert-mania/db/box-office/desk-commands';
import { DATABASE_DEFAULTS, type Database } from '@concert-mania/db/connection/database';
import { kindOfFault } from '@concert-mania/db/connection/faults';
import { openPostgres } from '@concert-mania/db/connection/open-postgres';
import { recordFailure } from '@concert-mania/db/events/outcomes';
import { type HoldPartitions, makeHoldPartitions } from '@concert-mania/db/holds/hold-partitions';
import { makeSeatPlans } from '@concert-mania/db/holds/seat-plans';
import { makeDecideCheckIns } from '@concert-mania/db/tickets/gate/decide-check-ins';
import { type ConsumerHealth, makeConsumerHealth } from '@concert-mania/redis/bullmq/consumer-health';
import {
  type CommandOfWorker,
  commandsOf,
  HOLD_PARTITIONS,
  holdQueue,
} from '@concert-mania/redis/bullmq/delivery';
import { makeJobSecrets } from '@concert-mania/redis/bullmq/job-secrets';
import { MAX_BATCH, startOrderedConsumer } from '@concert-mania/redis/bullmq/ordered/ordered-consumer';
import type { OrderedFault } from '@concert-mania/redis/bullmq/ordered/ordered-consumer-options';
import { consumerName, openOrderedQueue } from '@concert-mania/redis/bullmq/ordered/ordered-queue';
import { isRedisFault } from '@concert-mania/redis/connection/availability';
import type { RedisClient } from '@concert-mania/redis/connection/connection';
import { openRedis } from '@concert-mania/redis/connection/open-redis';
import type { Keys } from '@concert-mania/redis/keys';
import { makePasses } from '@concert-mania/redis/waiting-room/waiting-room';
import { checkProgress } from '@concert-mania/runtime/check-progress';
import type { Logger } from '@concert-mania/runtime/logger';
import { runProcess } from '@concert-mania/runtime/run-process';
import { type HoldMetrics, makeHoldMetrics } from './metrics.ts';
import { type HoldSettings, holdSettings } from './settings.ts';
import { type SharePorts, sharePartitions } from './share-partitions.ts';
import { takePulse } from './take-pulse.ts';

const ROUND_MS = 1_000;
/** For the few statements that share partitions: a silent connection is replaced soon. */
const SHARING_LIMITS = { poolSize: 2, statementTimeoutMs: 2_000, answerTimeoutMs: 2_500 };
/** How long a batch may delay giving its partition back. */
const FINISH_BATCH_MS = 3_000;
/** After this many commands in a row failed permanently, the rest waits for an operator. */
const MAX_FAILED_IN_A_ROW = 3;

const newId = makeIdFactory(() => new Date(), randomBytes);
const nowMs = () => performance.now();

function kindOf(error: unknown): OrderedFault {
  if (error instanceof DecisionFailed) return 'command';
  if (isRedisFault(error)) return 'passing';
  const kind = kindOfFault(error);
  return kind === 'data' ? 'command' : kind;
}

const NAME = 'hold-worker';
type Decided = CommandOfWorker<typeof NAME>;

await runProcess(
  NAME,
  holdSettings,
  process.env,
  async ({ config, log, lines, registry, metrics: processMetrics, production }) => {
    const metrics = makeHoldMetrics(registry, commandsOf(NAME));
    const postgres = openPostgres(config, {
      name: NAME,
      log,
      metrics: processMetrics,
      limits: SHARING_LIMITS,
    });
    const servers = await openRedis(config, { name: NAME, log, metrics: processMetrics, production });
    const { db } = postgres;
    const { keys } = servers;
    const redis = servers.patient(NAME);
    const plans = openSeatPlans(db, config.SEAT_PLANS_MAX_SEATS, metrics, log);
    const partitions = makeHoldPartitions({
      url: config.DATABASE_URL,
      workerId: randomUUID(),
      db,
      plans,
      defaults: { holdSeconds: config.HOLD_SECONDS, holdBudgetSeatSeconds: config.HOLD_BUDGET_SEAT_SECONDS },
      statementTimeoutMs: DATABASE_DEFAULTS.statementTimeoutMs,
      onStatement: processMetrics.onStatement,
      frozenAfterSeconds: config.FROZEN_AFTER_SECONDS,
      onFrozen: (owner) => {
        metrics.onFrozen();
        log.warn(owner, 'ended the session of a frozen owner');
      },
    });
    const watch = (queue: string) => {
      const limits = { maxBatch: MAX_BATCH, maxFailedInARow: MAX_FAILED_IN_A_ROW };
      return { queue, health: makeConsumerHealth({ queue, ...limits, log }) };
    };
    const queues = Array.from({ length: HOLD_PARTITIONS }, (_, partition) => watch(holdQueue(partition)));
    const sharingOf = watch('sharing of partitions');
    const pulse = takePulse({
      ping: () => redis.ping(),
      everyMs: ROUND_MS,
      silentAfterMs: config.REDIS_SILENT_AFTER_SECONDS * 1_000,
    });
    const take = makeTake({
      config,
      log,
      lines,
      metrics,
      keys,
      db,
      redis,
      openRedis: servers.patient,
      partitions,
      healthOf: (partition) => queues[partition]?.health,
      onGivenUp: () => sharing.nudge(),
    });
    const sharing = sharePartitions({
      ports: { beat: partitions.beat, take, isFit: pulse.isFit, leave: partitions.leave },
      partitions: HOLD_PARTITIONS,
      roundMs: ROUND_MS,
      onRound: () => sharingOf.health.progressed(0),
      onFault: (error) => void sharingOf.health.noteFault(error),
    });
    metrics.watchPartitions(() => sharing.owned().length);
    metrics.watchStuck(queues);

    return {
      checks: {
        postgres: postgres.check,
        redis: servers.check,
        partitions: async () => checkProgress([...queues, sharingOf]),
      },
      stop: async () => {
        await sharing.stop();
        pulse.stop();
        await partitions.leave();
        await postgres.close();
        servers.close();
      },
    };
  },
);

function openSeatPlans(db: Database, maxSeats: number, metrics: HoldMetrics<Decided>, log: Logger) {
  const plans = makeSeatPlans({
    db,
    maxSeats,
    onRead: metrics.onPlanRead,
    onFault: (venueId, err) => log.warn({ err, venueId }, 'a seat plan could not be read'),
  });
  metrics.watchPlans(plans.seats);
  return plans;
}

interface Taking {
  readonly config: HoldSettings;
  readonly log: Logger;
  readonly lines: Logger;
  readonly metrics: HoldMetrics<Decided>;
  readonly keys: Keys;
  readonly db: Database;
  readonly redis: RedisClient;
  readonly openRedis: (name: string) => RedisClient;
  readonly partitions: HoldPartitions;
  readonly healthOf: (partition: number) => ConsumerHealth | undefined;
  /**
   * Called after a partition's session was given up because of a fault; a new one can be opened.
   */
  readonly onGivenUp: () => void;
}

/** Takes partitions, each with a database session and a consumer of its own. */
function makeTake(parts: Taking): SharePorts['take'] {
  const { config, log, lines, metrics, keys, db, redis, openRedis, partitions } = parts;
  const decide = makeDecideHolds(newId, { nowMs, budgetMs: config.HOLD_DECISION_MS });
  const passes = makePasses(redis, keys);
  const secrets = makeJobSecrets(config.JOB_DATA_SECRET);
  log.info({ keys: secrets.keyNames }, 'decrypts jobs of these keys');

  return async (partition) => {
    const health = parts.healthOf(partition);
    if (!health?.mayRetry()) return null;
    const claimed = await partitions.claim(partition).catch((error: unknown) => {
      health.noteFault(error);
      return null;
    });
    if (!claimed) return null;
    const queue = holdQueue(partition);
    const blocking = openRedis(consumerName(keys, queue));
    void claimed.lost.then(() => blocking.disconnect());
    const consumer = startOrderedConsumer({
      queue: openOrderedQueue(redis, blocking, keys, queue),
      names: commandsOf(NAME),
      handlers: {
        [holdSeats.name]: makeDecideHoldBatch({ passes, batches: claimed.batches, decide }),
        [oneScan.name]: makeDecideCheckIns(claimed.session, oneScan, metrics.onScans),
        [scansWithoutNetwork.name]: makeDecideCheckIns(claimed.session, scansWithoutNetwork, metrics.onScans),
        ...makeDeskCommands(claimed.session, { newId, freeSeats: claimed.freeSeats }),
      },
      secrets,
      health,
      kindOf,
      isLost: claimed.isLost,
      giveUp: async () => {
        await claimed.release();
        parts.onGivenUp();
      },
      recordFailed: (command) => recordFailure(db, { ...command, type: command.name }),
      failUndecidable: config.FAIL_UNDECIDABLE_HOLDS,
      ...metrics,
      log,
      lines,
    });
    return {
      partition,
      isLost: claimed.isLost,
      showedLife: health.showedLife,
      giveBack: async (when?: 'now') => {
        const stopped = consumer.stop();
        if (when !== 'now') await Promise.race([stopped, pause(FINISH_BATCH_MS, undefined, { ref: false })]);
        await claimed.release();
      },
    };
  };
}
