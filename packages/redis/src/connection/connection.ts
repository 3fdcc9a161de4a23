import { type Cluster, Command, Redis, type RedisOptions } from 'ioredis';
import { connectToCluster } from './cluster.ts';
import { makeCommandTimer, type TimeCommand } from './command-timer.ts';
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
  /** A sample of the commands was answered, each after this time. */
  readonly onCommand?: ((durationMs: number) => void) | undefined;
}

/** How long a request waits for the answer to one command. */
const PROMPT_ANSWER_MS = 900;
const CONNECT_TIMEOUT_MS = 1_000;
/** The time limit for closing a socket. */
const DISCONNECT_TIMEOUT_MS = 500;
const KEEP_ALIVE_MS = 5_000;
const RECONNECT_MAX_MS = 1_000;
/** Interval of checks on a subscription, which otherwise gets no answers. */
const HEARTBEAT_MS = 3_000;

/** Errors of a server that is not (yet) a primary. The address may lead to another one by now. */
const WRONG_SERVER = /^(READONLY|LOADING|MASTERDOWN|UNBLOCKED) /;
/** For `reconnectOnError`: reconnect and resend the command. */
const RESEND = 2;

/**
 * For workers: commands wait for Redis without limit, as BullMQ requires of blocking connections.
 */
export const openPatientRedis = (options: RedisConnectionOptions): RedisClient => open(options, PATIENT);

/** For requests: commands fail within a second while Redis is away, so that clients get a 503. */
export const openPromptRedis = (options: RedisConnectionOptions): RedisClient => open(options, PROMPT);

/** For tools that use a single server, with long deadlines. */
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
  if (options.onCommand) client.timeCommand = makeCommandTimer(options.onCommand);
  return client;
}

function openServer(options: RedisConnectionOptions, extra: Options): DeadlineRedis {
  const redis = connectTo(options.url, {
    connectionName: options.name,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, RECONNECT_MAX_MS),
    ...extra,
  });
  redis.on('error', options.onError);
  if (options.onCommand) redis.timeCommand = makeCommandTimer(options.onCommand);
  checkNowAndThen(redis);
  return redis;
}

/** A client for one server or for Sentinel, with a deadline for each answer. */
export function connectTo(url: string, options: Options): DeadlineRedis {
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
  timeCommand?: TimeCommand;

  /**
   * ioredis resends a pipeline after a reconnect, including commands whose callers got an error. A
   * PING replaces such a command, so that the pipeline stays complete.
   */
  override sendCommand(command: Command, stream?: Parameters<Redis['sendCommand']>[1]): unknown {
    if (!command.isSettled) {
      this.timeCommand?.(command);
      return super.sendCommand(command, stream);
    }
    if (stream !== undefined && 'isPipeline' in stream) {
      const ping = new Command('ping', [], { replyEncoding: 'utf8' });
      ping.promise.catch(() => undefined);
      super.sendCommand(ping, stream);
    }
    return command.promise;
  }

  /**
   * Also defines the script for commands that already wait in an automatic pipeline. ioredis 6.0.0
   * does not: the next call of the script would fail, and its missing answer end the process.
   */
  override defineCommand(...script: Parameters<Redis['defineCommand']>): void {
    super.defineCommand(...script);
    const waiting: Map<string, Pick<Redis, 'defineCommand'>> = Reflect.get(this, '_autoPipelines');
    for (const pipeline of waiting.values()) pipeline.defineCommand(...script);
  }

  /** BullMQ duplicates the connection for blocking reads. */
  override duplicate: Redis['duplicate'] = ((override?: Options) =>
    new DeadlineRedis({
      ...(this.options as Options),
      socketTimeout: SILENCE_MS.blocking,
      ...override,
    })) as Redis['duplicate'];
}

/** Disconnects from a server that became a replica or is silent, by a command with a deadline. */
function checkNowAndThen(redis: Redis): void {
  const timer = setInterval(() => {
    if (redis.status !== 'ready') return;
    // In subscriber mode the older protocol allows only PING.
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
