import { availableParallelism, cpus, totalmem } from 'node:os';
import { serverVersionNumber } from '@concert-mania/local-stack/postgres/postgres-admin';
import { readServerFacts } from '@concert-mania/redis/connection/server-facts';

/** Describes in one line what the figures were measured on. */
export async function describeMachine(urls: {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}): Promise<string> {
  const postgres = await serverVersionNumber(urls.databaseUrl);
  const redis = await readServerFacts(urls.redisUrl);
  return [
    `${cpus()[0]?.model.trim() ?? 'unknown CPU'}, ${availableParallelism()} cores for everything (load generator included), ${Math.round(totalmem() / 2 ** 30)} GiB;`,
    `Node ${process.versions.node}, PostgreSQL ${Math.floor(postgres / 10_000)}.${postgres % 10_000} (fsync on), Redis ${redis.version} (appendfsync ${redis.appendFsync ?? 'unknown'}).`,
  ].join(' ');
}
