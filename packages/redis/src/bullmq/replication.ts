import type { ChainableCommander } from 'ioredis';
import type { RedisClient } from '../connection/connection.ts';

/** How many replicas must have a command before its client gets an answer, and the time limit. */
export interface Replication {
  readonly replicas: number;
  readonly timeoutMs: number;
}

/**
 * Makes a function that sends a write and waits on the same connection until enough replicas have
 * it. The write remains if they do not confirm in time.
 */
export function makeReplicatedWrite(redis: RedisClient, { replicas, timeoutMs }: Replication) {
  let asked: Promise<readonly (string | number)[]> | undefined;
  redis.on('close', () => {
    asked = undefined;
  });
  const waitCommand = async (): Promise<readonly (string | number)[]> => {
    const [, major = '0', minor = '0'] =
      /^redis_version:(\d+)\.(\d+)/m.exec(await redis.info('server')) ?? [];
    // Since Redis 7.2 the wait can include the disks of primary and replicas.
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
