import { Cluster, type ClusterNode, type ClusterOptions, type Command, type RedisOptions } from 'ioredis';
import type { ClusterAddress } from './redis-url.ts';
import { SILENCE_MS } from './silence.ts';

const RECONNECT_MAX_MS = 1_000;
const FAILOVER_PAUSE_MS = 100;
const REFRESH_WITHIN_MS = 1_000;
/**
 * How often the client asks which node has which slots, so that it notices a failover on which
 * nobody told it.
 */
const REFRESH_EVERY_MS = 5_000;

/**
 * Opens a client of a cluster. A command fails after `commandTimeout`, also one that waits for a
 * node to be found.
 */
export function connectToCluster(
  address: ClusterAddress,
  options: Omit<RedisOptions, 'replyMapping'>,
): Cluster {
  return new DeadlineCluster([...address.nodes], {
    clusterRetryStrategy: (attempt) => Math.min(50 * 2 ** attempt, RECONNECT_MAX_MS),
    retryDelayOnFailover: FAILOVER_PAUSE_MS,
    slotsRefreshTimeout: REFRESH_WITHIN_MS,
    slotsRefreshInterval: REFRESH_EVERY_MS,
    // It would sort a script by its first argument, which need not be a key, and mix slots.
    enableAutoPipelining: false,
    redisOptions: { ...options, ...address.login, enableAutoPipelining: false },
  });
}

type Writable = Parameters<Cluster['sendCommand']>[1];

class DeadlineCluster extends Cluster {
  override sendCommand(command: Command, ...rest: readonly [stream?: Writable, node?: unknown]): unknown {
    const deadlineMs = this.options.redisOptions?.commandTimeout;
    // The cluster's own queue, for commands without a node, knows no deadline.
    if (deadlineMs !== undefined) command.setTimeout(deadlineMs);
    return super.sendCommand(command, ...rest);
  }

  /** BullMQ blocks on a duplicate. */
  override duplicate(nodes: ClusterNode[] = [], options: ClusterOptions = {}): Cluster {
    const redisOptions = { ...this.options.redisOptions, ...options.redisOptions };
    return super.duplicate(nodes, {
      ...options,
      redisOptions: { ...redisOptions, socketTimeout: SILENCE_MS.blocking },
    });
  }
}
