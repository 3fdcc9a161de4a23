import { randomBytes } from 'node:crypto';
import { GenericContainer, Wait } from 'testcontainers';

const DATABASE_IMAGE = 'postgres:18-bookworm';
const REDIS_IMAGE = 'redis:8-bookworm';

/** PostgreSQL and Redis in containers of their own, removed by `stop`. Needs a Docker engine. */
export async function startContainers(): Promise<{
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly stop: () => Promise<void>;
}> {
  const password = randomBytes(12).toString('hex');
  const database = await new GenericContainer(DATABASE_IMAGE)
    .withEnvironment({ POSTGRES_PASSWORD: password })
    .withExposedPorts(5432)
    .withWaitStrategy(Wait.forLogMessage(/database system is ready to accept connections/, 2))
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200'])
    .start();
  const redis = await new GenericContainer(REDIS_IMAGE)
    .withExposedPorts(6379)
    .withCommand(['redis-server', '--save', '', '--maxmemory-policy', 'noeviction'])
    .start();
  const port = database.getMappedPort(5432);
  return {
    databaseUrl: `postgres://postgres:${password}@${database.getHost()}:${port}/postgres`,
    redisUrl: `redis://${redis.getHost()}:${redis.getMappedPort(6379)}`,
    stop: async () => {
      await Promise.all([database.stop(), redis.stop()]);
    },
  };
}
