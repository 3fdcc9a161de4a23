import type { FindJob } from '@concert-mania/core/jobs/find-job';
import { makeFindJob } from '@concert-mania/core/jobs/find-job';
import { makeOutcomeStore } from '@concert-mania/db/events/outcomes';
import type { OwnAnswers } from '@concert-mania/redis/bullmq/job-answers';
import { makeJobReader } from '@concert-mania/redis/bullmq/job-reader';
import { makeJobSecrets } from '@concert-mania/redis/bullmq/job-secrets';
import { makeProducer } from '@concert-mania/redis/bullmq/producer';
import type { ApiSettings } from '../config.ts';
import type { Servers } from './open-servers.ts';

/** Opens the queue of commands. Waiting for replicas blocks a connection, so it has its own. */
export function openCommandQueue(config: ApiSettings, over: Servers, answers: OwnAnswers) {
  const secrets = makeJobSecrets(config.JOB_DATA_SECRET);
  const replicas = config.ACCEPT_REPLICAS;
  if (replicas === 0) return makeProducer(over.redis, over.keys, secrets, answers);
  const own = over.openPromptRedis('api-accept');
  const replication = { replicas, timeoutMs: config.ACCEPT_REPLICAS_TIMEOUT_MS };
  return makeProducer(own, over.keys, secrets, answers, replication);
}

/** How a job is found: in memory, in its queue, or by its outcome in PostgreSQL. */
export function openFindJob({ db, redis, keys }: Servers, answers: OwnAnswers): FindJob {
  const sources = { queue: makeJobReader(redis, keys), outcomes: makeOutcomeStore(db) };
  return makeFindJob({ ...sources, answers });
}
