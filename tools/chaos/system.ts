import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@concert-mania/db/connection/database';
import { freePort } from '@concert-mania/local-stack/free-port';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { findOrStartServices, type Services } from '@concert-mania/local-stack/services';
import { type Stack, startStack } from '@concert-mania/local-stack/stack';
import type { Replicas } from '@concert-mania/local-stack/stack-plan';
import { type SmtpSink, startSmtpSink } from '@concert-mania/testkit/system/smtp-sink';
import { type ClockSkew, skewEnvironment } from './plan/clock-skew.ts';
import { allLabels } from './plan/fleet.ts';
import { type Proxies, startProxies } from './proxies.ts';

/** A process that ended unexpectedly. */
export interface Crash {
  readonly at: number;
  readonly process: string;
  readonly reason: string;
}

/**
 * A whole system under test with its own servers, and a proxy on every connection of every process.
 */
export interface ChaosSystem {
  readonly stack: Stack;
  readonly services: Services;
  readonly proxies: Proxies;
  readonly mails: SmtpSink;
  /** Connects to PostgreSQL directly. */
  readonly db: Database;
  readonly crashes: readonly Crash[];
  /** Where the servers write their logs. */
  readonly serverLogs: readonly string[];
  /** Where Redis keeps its append-only files. */
  readonly redisFolder: string;
  /** Tells the system that this process is about to be ended on purpose. */
  expectEnd(process: string): void;
  /** Stops everything and removes its data. */
  stop(): Promise<void>;
}

interface SystemOptions {
  readonly replicas: Replicas;
  readonly skew: ClockSkew | null;
  readonly log: (line: string) => void;
  readonly onOutput: (process: string, line: string) => void;
}

/** An abandoned payment ends only with its session at the gateway, so sessions are short. */
const ENVIRONMENT = {
  CHECKOUT_SECONDS: '30',
  GATEWAY_SESSION_SECONDS: '30',
  RATE_LIMITS: 'off',
  LOG_LEVEL: 'warn',
  ACCESS_TOKEN_SECONDS: '3600',
};

/** Starts the system. If a part does not start, stops the others. */
export async function startChaosSystem(options: SystemOptions): Promise<ChaosSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), 'concert-mania-chaos-'));
  const undo: (() => Promise<unknown> | unknown)[] = [() => rm(dataDir, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const serverDir = join(dataDir, 'servers');
    const services = await findOrStartServices({ dataDir: serverDir, log: options.log });
    undo.push(() => services.stop());
    const mails = await startSmtpSink();
    undo.push(() => mails.close());
    const gatewayPort = await freePort();
    const proxies = await startProxies(allLabels(options.replicas), {
      postgres: services.databaseUrl,
      redis: services.redisUrl,
      gateway: `http://127.0.0.1:${gatewayPort}`,
      smtp: `smtp://127.0.0.1:${mails.port}`,
    });
    undo.push(() => proxies.close());
    const crashes: Crash[] = [];
    const expected = new Set<string>();
    const stack = await startStack({
      dataDir: join(dataDir, 'system'),
      databaseUrl: services.databaseUrl,
      redisUrl: services.redisUrl,
      replicas: options.replicas,
      ports: { mockPg: gatewayPort },
      environment: ENVIRONMENT,
      environmentOf: (label) => ({
        ...proxies.environmentOf(label),
        ...skewEnvironment(options.skew, label),
      }),
      log: options.log,
      onOutput: options.onOutput,
      onUnexpectedExit: (process, reason) => {
        if (!expected.delete(process)) crashes.push({ at: Date.now(), process, reason });
      },
    });
    undo.push(() => stack.stop());
    const db = openToolDatabase(services.databaseUrl, 'chaos');
    undo.push(() => db.close());
    const redisFolder = join(serverDir, 'redis-data');
    const serverLogs = ['postgres.log', 'redis.log'].map((name) => join(serverDir, name));
    const expectEnd = (process: string) => void expected.add(process);
    return { stack, services, proxies, mails, db, crashes, serverLogs, redisFolder, expectEnd, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
