import { randomBytes } from 'node:crypto';
import { serverVersionNumber } from '@concert-mania/db/server-admin';
import { waitUntil } from '@concert-mania/services/wait-until';
import { GenericContainer, type StartedTestContainer } from 'testcontainers';

const DATABASE_IMAGE = 'postgres:18-bookworm';
const REDIS_IMAGE = 'redis:8';
const REDIS_FLAGS = [
  '--bind',
  '0.0.0.0',
  '--protected-mode',
  'no',
  '--save',
  '',
  '--maxmemory-policy',
  'noeviction',
];
const READY_TIMEOUT_MS = 60_000;

/** PostgreSQL and Redis in containers of their own, removed by `stop`. Needs a Docker engine. */
export async function startContainers(): Promise<{
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly stop: () => Promise<void>;
}> {
  const started: StartedTestContainer[] = [];
  const stop = async () => {
    await Promise.all(started.map((container) => container.stop()));
  };
  try {
    const password = randomBytes(12).toString('hex');
    const database = await new GenericContainer(DATABASE_IMAGE)
      .withEnvironment({ POSTGRES_PASSWORD: password })
      .withExposedPorts(5432)
      .withCommand(['postgres', '-c', 'fsync=off', '-c', 'max_connections=200'])
      .start();
    started.push(database);
    const redis = await new GenericContainer(REDIS_IMAGE)
      .withExposedPorts(6379)
      .withCommand(['redis-server', ...REDIS_FLAGS])
      .start();
    started.push(redis);
    const address = `${database.getHost()}:${database.getMappedPort(5432)}`;
    const databaseUrl = `postgres://postgres:${password}@${address}/postgres`;
    if (!(await waitUntil(() => answers(databaseUrl), READY_TIMEOUT_MS))) {
      throw new Error(`${DATABASE_IMAGE} does not answer`);
    }
    return { databaseUrl, redisUrl: `redis://${redis.getHost()}:${redis.getMappedPort(6379)}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** While the image sets the database up, its server does not listen on TCP. */
function answers(databaseUrl: string): Promise<boolean> {
  return serverVersionNumber(databaseUrl).then(
    () => true,
    () => false,
  );
}
