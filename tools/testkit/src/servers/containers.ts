import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { RedisContainer } from '@testcontainers/redis';

const DATABASE_IMAGE = 'postgres:18-bookworm';
const REDIS_IMAGE = 'redis:8';

/** Starts PostgreSQL and Redis in containers, which `stop` removes. Needs a Docker engine. */
export async function startContainers(): Promise<{
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly stop: () => Promise<void>;
}> {
  const database = await new PostgreSqlContainer(DATABASE_IMAGE)
    .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200'])
    .start();
  try {
    const redis = await new RedisContainer(REDIS_IMAGE).start();
    const stop = async () => void (await Promise.all([database.stop(), redis.stop()]));
    return { databaseUrl: database.getConnectionUri(), redisUrl: redis.getConnectionUrl(), stop };
  } catch (error) {
    await database.stop();
    throw error;
  }
}
