import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from '@concert-mania/db/connection/database';
import { openToolDatabase } from '@concert-mania/local-stack/postgres/open-tool-database';
import { type Stack, startStack } from '@concert-mania/local-stack/stack';
import { makeSale, type Sale, type SaleOptions } from '@concert-mania/testkit/data/builders';
import { type Fan, logInFan } from '@concert-mania/testkit/system/fans';
import { send } from '@concert-mania/testkit/system/send';

/** Memory and CPU of the API process so far. */
interface Usage {
  readonly residentMb: number;
  readonly cpuSeconds: number;
}

/** The system under attack. Its limits are those of a default installation. */
export interface Target {
  readonly api: string;
  readonly gateway: string;
  readonly stack: Stack;
  readonly db: Database;
  readonly admin: Fan;
  /** Every line that the processes have written. */
  readonly lines: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** A published concert on sale. */
  sale(options?: SaleOptions): Promise<Sale>;
  usage(): Promise<Usage>;
  /** Waits until the API answers a harmless request. */
  isAlive(): Promise<boolean>;
  stop(): Promise<void>;
}

export const ADMIN = { email: 'admin@attack.example', password: 'attack-run-administrator-4711' };
export const HOLD_SECONDS = 3;

/** Starts a system of its own, with servers and data of its own. */
export async function startTarget(log: (line: string) => void): Promise<Target> {
  const dataDir = await mkdtemp(join(tmpdir(), 'concert-mania-attack-'));
  const lines: string[] = [];
  const environment = {
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    HOLD_SECONDS: String(HOLD_SECONDS),
    LOG_LEVEL: 'info',
  };
  const stack = await startStack({
    dataDir,
    environment,
    log,
    onOutput: (name, line) => lines.push(`${name} ${line}`),
  });
  const db = openToolDatabase(stack.databaseUrl, 'attack');
  const api = stack.apiUrls[0] ?? '';
  return {
    api,
    gateway: stack.mockPgUrl,
    stack,
    db,
    admin: await logInFan(api, ADMIN.email, ADMIN.password),
    lines,
    environment,
    sale: (options = {}) => makeSale(db, { waitingRoomEnabled: false, ...options }),
    usage: () => readUsage(stack.process('api').opsUrl),
    isAlive: async () => (await send(api, 'GET', '/livez')).status === 200,
    stop: async () => {
      await db.close();
      await stack.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function readUsage(opsUrl: string): Promise<Usage> {
  const metrics = await (await fetch(`${opsUrl}/metrics`)).text();
  const read = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]);
  return {
    residentMb: read('process_resident_memory_bytes') / 2 ** 20,
    cpuSeconds: read('process_cpu_seconds_total'),
  };
}
