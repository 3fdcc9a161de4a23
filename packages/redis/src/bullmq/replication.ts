import type { ChainableCommander } from 'ioredis';
import type { RedisClient } from '../connection/connection.ts';

/**
 * How many replicas must have an accepted command before its client is told, and the time limit.
 */
export interface Replication {
  readonly replicas: number;
  readonly timeoutMs: number;
}

/**
 * Makes a function that sends a write and then waits, on the same connection, until enough replicas
 * have it. The write remains if they do not confirm in time.
 */
export function makeReplicatedWrite(redis: RedisClient, { replicas, timeoutMs }: Replication) {
  let asked: Promise<readonly (string | number)[]> | undefined;
  redis.on('close', () => {
    asked = undefined;
  });
  const waitCommand = async (): Promise<readonly (string | number)[]> => {
    const [, major = '0', minor = '0'] =
      /^redis_version:(\d+)\.(\d+)/m.exec(await redis.info('server')) ?? [];
    // Redis 7.2 and later can also wait until the write is on disk, on the primary and the
    // replicas.
    const reachesDisks = Number(major) > 7 || (Number(major) === 7 && Number(minor) >= 2);
    return reachesDisks ? ['WAITAOF', 1, replicas, timeoutMs] : ['WAIT', replicas, timeoutMs];
  };

  return async <T>(
    write: (pipeline: ChainableCommander) => ChainableCommander,
  ): Promise<{ readonly written: T; readonly confirmed: boolean }> => {
    asked ??= waitCommand();
    const [name = '', ...args] = await asked.catch((error: unknown) => {
      asked = undefined;
      throw error;
    });
    const answers = await write(redis.pipeline())
      .call(String(name), ...args)
      .exec();
    const [[fault, written] = [null, null], [, reached] = [null, 0]] = answers ?? [];
    if (fault) throw fault;
    const count = Array.isArray(reached) ? reached[1] : reached;
    return { written: written as T, confirmed: Number(count) >= replicas };
  };
}
