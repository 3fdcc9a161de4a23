import { openPool, openPostgres } from '@concert-mania/db/connection/open-postgres';
import { makePatientDatabase } from '@concert-mania/db/connection/patient-database';
import { openRedis } from '@concert-mania/redis/connection/open-redis';
import type { Logger } from '@concert-mania/runtime/logger';
import type { ProcessMetrics } from '@concert-mania/runtime/metrics/process-metrics';
import type { ApiSettings } from '../config.ts';

/** A client hears within a second that the database is away, also when it is frozen. */
const ANSWER_TIMEOUT_MS = 900;
/** Administrators get their own few connections: imports and audits take long. */
const ADMIN_POOL = { poolSize: 2, statementTimeoutMs: 30_000, answerTimeoutMs: 130_000 } as const;

/** PostgreSQL and Redis as the API uses them. */
export async function openServers(
  config: ApiSettings,
  log: Logger,
  metrics: ProcessMetrics,
  production: boolean,
) {
  const name = 'concert-mania-api';
  const prompt = { connectTimeoutMs: ANSWER_TIMEOUT_MS, answerTimeoutMs: ANSWER_TIMEOUT_MS };
  const postgres = openPostgres(config, { name, log, metrics, limits: prompt });
  const { db } = postgres;
  const admin = openPool(config, { name, log, metrics, limits: { ...prompt, ...ADMIN_POOL } }, 'admin');
  const redis = await openRedis(config, { name: 'api', log, metrics, production });
  return {
    db,
    adminDb: makePatientDatabase(admin, db),
    keys: redis.keys,
    redis: redis.prompt('api'),
    subscriber: redis.patient('api-answers'),
    openPromptRedis: redis.prompt,
    checks: { postgres: postgres.check, redis: redis.check },
    close: async () => {
      redis.close();
      await Promise.all([admin.close(), postgres.close()]);
    },
  };
}
export type Servers = Awaited<ReturnType<typeof openServers>>;
