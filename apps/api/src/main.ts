import { makeFindJob } from '@concert-mania/core/jobs/find-job';
import { isDatabaseUnavailable } from '@concert-mania/db/availability';
import { DATABASE_DEFAULTS, openDatabase } from '@concert-mania/db/database';
import { makeOutcomeStore } from '@concert-mania/db/outcomes';
import { isRedisUnavailable } from '@concert-mania/redis/availability';
import { makeJobReader } from '@concert-mania/redis/bullmq/job-reader';
import { makeProducer } from '@concert-mania/redis/bullmq/producer';
import { openPatientRedis, openPromptRedis } from '@concert-mania/redis/connection';
import { makeJobAnswers } from '@concert-mania/redis/job-answers';
import { makeKeys } from '@concert-mania/redis/keys';
import { checkReadiness } from '@concert-mania/runtime/ops-server';
import { makeRequestMetrics } from '@concert-mania/runtime/request-metrics';
import { runProcess } from '@concert-mania/runtime/run-process';
import { makeApp } from './app.ts';
import { apiSettings } from './config.ts';
import { startServer } from './server.ts';

await runProcess('api', apiSettings, process.env, async ({ config, log, registry }) => {
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: config.DATABASE_URL,
    applicationName: 'concert-mania-api',
    poolSize: config.DATABASE_POOL_SIZE,
    onSlowQuery: (query) => log.warn(query, 'slow query'),
    onIdleError: (err) => log.warn({ err }, 'database connection lost'),
  });
  const onError = (err: Error) => log.warn({ err }, 'redis connection');
  const redis = openPromptRedis({ url: config.REDIS_URL, name: 'api', onError });
  const subscriber = openPatientRedis({ url: config.REDIS_URL, name: 'api-answers', onError });
  const keys = makeKeys();
  const closing = new AbortController();
  const checks = {
    postgres: () => db.ping(),
    redis: async () => {
      await redis.ping();
    },
  };

  const producer = makeProducer(redis, keys);
  const app = makeApp({
    log,
    clock: () => new Date(),
    closing: closing.signal,
    isUnavailable: (error) => isDatabaseUnavailable(error) || isRedisUnavailable(error),
    isReady: async () => !closing.signal.aborted && (await checkReadiness(checks)).ready,
    observeRequest: makeRequestMetrics(registry),
    verifyAccessToken: async () => null,
    commands: producer,
    findJob: makeFindJob({
      queue: makeJobReader(redis, keys),
      outcomes: makeOutcomeStore(db),
      answers: makeJobAnswers(subscriber, keys),
    }),
  });
  const server = await startServer(app, { host: config.HOST, port: config.PORT });
  log.info({ url: server.url }, 'listening');

  return {
    checks,
    stop: async () => {
      closing.abort();
      await server.close();
      await producer.close();
      redis.disconnect();
      subscriber.disconnect();
      await db.close();
    },
  };
});
