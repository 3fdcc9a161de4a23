import { Cluster, type ClusterNode, type ClusterOptions, type Command, type RedisOptions } from 'ioredis';
import type { TimeCommand } from './command-timer.ts';
import type { ClusterAddress } from './redis-url.ts';
import { SILENCE_MS } from './silence.ts';

const RECONNECT_MAX_MS = 1_000;
const FAILOVER_PAUSE_MS = 100;
const REFRESH_WITHIN_MS = 1_000;
/** How often the client reads the slot map, so that it notices every failover. */
const REFRESH_EVERY_MS = 5_000;

/** Opens a cluster client. `commandTimeout` also limits commands that wait for a node. */
export function connectToCluster(
  address: ClusterAddress,
  options: Omit<RedisOptions, 'replyMapping'>,
): DeadlineCluster {
  return new DeadlineCluster([...address.nodes], {
    clusterRetryStrategy: (attempt) => Math.min(50 * 2 ** attempt, RECONNECT_MAX_MS),
    retryDelayOnFailover: FAILOVER_PAUSE_MS,
    slotsRefreshTimeout: REFRESH_WITHIN_MS,
    slotsRefreshInterval: REFRESH_EVERY_MS,
    // It would group scripts by their first argument, which need not be a key, and mix slots.
    enableAutoPipelining: false,
    redisOptions: { ...options, ...address.login, enableAutoPipelining: false },
  });
}

type Writable = Parameters<Cluster['sendCommand']>[1];

class DeadlineCluster extends Cluster {
  timeCommand?: TimeCommand;

  override sendCommand(command: Command, ...rest: readonly [stream?: Writable, node?: unknown]): unknown {
    const deadlineMs = this.options.redisOptions?.commandTimeout;
    // The cluster's own queue, for commands without a node, has no deadline.
    if (deadlineMs !== undefined) command.setTimeout(deadlineMs);
    this.timeCommand?.(command);
    return super.sendCommand(command, ...rest);
  }

  /** BullMQ duplicates the connection for blocking reads. */
  override duplicate(nodes: ClusterNode[] = [], options: ClusterOptions = {}): Cluster {
    const redisOptions = { ...this.options.redisOptions, ...options.redisOptions };
    return super.duplicate(nodes, {
      ...options,
      redisOptions: { ...redisOptions, socketTimeout: SILENCE_MS.blocking },
    });
  }
}
