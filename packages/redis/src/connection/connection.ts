import { type Cluster, Command, Redis, type RedisOptions } from 'ioredis';
import { connectToCluster } from './cluster.ts';
import { readClusterUrl, readSentinelUrl } from './redis-url.ts';
import { SILENCE_MS } from './silence.ts';

export type { Redis } from 'ioredis';

/** One server, Sentinel, or a cluster. */
export type RedisClient = Redis | Cluster;

type Options = Omit<RedisOptions, 'replyMapping'>;

export interface RedisConnectionOptions {
  readonly url: string;
  readonly name: string;
  readonly onError: (error: Error) => void;
}

/** How long a request waits for the answer to one command. */
const PROMPT_ANSWER_MS = 900;
const CONNECT_TIMEOUT_MS = 1_000;
/** How long a socket that was told to end may take. */
const DISCONNECT_TIMEOUT_MS = 500;
const KEEP_ALIVE_MS = 5_000;
const RECONNECT_MAX_MS = 1_000;
/** A subscription expects no answers, so it asks for one this often. */
const HEARTBEAT_MS = 3_000;

/**
 * Errors of a server that is not, or not yet, a primary. The address may lead to another server by
 * now.
 */
const WRONG_SERVER = /^(READONLY|LOADING|MASTERDOWN|UNBLOCKED) /;
/** For `reconnectOnError`: connect again and send the command again. */
const RESEND = 2;

/** For workers: commands wait for Redis to come back, however long it takes. BullMQ requires it of blocking connections. */
export const openPatientRedis = (options: RedisConnectionOptions): RedisClient => open(options, PATIENT);

/** For requests: a command fails within a second when Redis is away, so that a client gets a 503 and not a hang. */
export const openPromptRedis = (options: RedisConnectionOptions): RedisClient => open(options, PROMPT);

/** For tools that use one server: with long deadlines, never for a cluster. */
export const openRedisServer = (options: RedisConnectionOptions): Redis => openServer(options, PATIENT);

const PATIENT: Options = { maxRetriesPerRequest: null, socketTimeout: SILENCE_MS.patient };
const PROMPT: Options = {
  maxRetriesPerRequest: 1,
  commandTimeout: PROMPT_ANSWER_MS,
  socketTimeout: SILENCE_MS.prompt,
  enableAutoPipelining: true,
};
const DEADLINES: Options = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  disconnectTimeout: DISCONNECT_TIMEOUT_MS,
  keepAlive: KEEP_ALIVE_MS,
};

function open(options: RedisConnectionOptions, extra: Options): RedisClient {
  const cluster = readClusterUrl(options.url);
  if (cluster === null) return openServer(options, extra);
  const client = connectToCluster(cluster, { connectionName: options.name, ...DEADLINES, ...extra });
  client.on('error', options.onError);
  return client;
}

function openServer(options: RedisConnectionOptions, extra: Options): Redis {
  const redis = connectTo(options.url, {
    connectionName: options.name,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, RECONNECT_MAX_MS),
    ...extra,
  });
  redis.on('error', options.onError);
  checkNowAndThen(redis);
  return redis;
}

/** A client for one server or for Sentinel, with a deadline for each answer. */
export function connectTo(url: string, options: Options): Redis {
  const all: Options = {
    ...DEADLINES,
    sentinelCommandTimeout: CONNECT_TIMEOUT_MS,
    reconnectOnError: (error) => WRONG_SERVER.test(error.message) && RESEND,
    ...options,
  };
  const sentinel = readSentinelUrl(url);
  return sentinel === null ? new DeadlineRedis(url, all) : new DeadlineRedis({ ...all, ...sentinel });
}

class DeadlineRedis extends Redis {
  /**
   * After a reconnect ioredis also resends commands whose callers were told of a failure. A pipeline
   * is written when all its commands are there, so a PING takes the place of such a command.
   */
  override sendCommand(command: Command, stream?: Parameters<Redis['sendCommand']>[1]): unknown {
    if (!command.isSettled) return super.sendCommand(command, stream);
    if (stream !== undefined && 'isPipeline' in stream) {
      const ping = new Command('ping', [], { replyEncoding: 'utf8' });
      ping.promise.catch(() => undefined);
      super.sendCommand(ping, stream);
    }
    return command.promise;
  }

  /** BullMQ blocks on a duplicate. */
  override duplicate: Redis['duplicate'] = ((override?: Options) =>
    new DeadlineRedis({
      ...(this.options as Options),
      socketTimeout: SILENCE_MS.blocking,
      ...override,
    })) as Redis['duplicate'];
}

/**
 * Leaves a server that became a replica or is silent: the question is a command with a deadline.
 */
function checkNowAndThen(redis: Redis): void {
  const timer = setInterval(() => {
    if (redis.status !== 'ready') return;
    // A subscribed connection of the older protocol allows no other question.
    const answer = redis.mode === 'subscriber' ? redis.ping() : redis.info('replication');
    answer.then(
      (text) => {
        if (/^role:slave\b/m.test(text)) redis.disconnect(true);
      },
      () => undefined,
    );
  }, HEARTBEAT_MS);
  timer.unref();
  redis.once('end', () => clearInterval(timer));
}
