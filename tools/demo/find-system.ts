import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { startStack } from '@concert-mania/local-stack/stack';
import type { StartSettings } from '../start/settings.ts';
import { readStackFile } from '../start/stack-file.ts';

/** The system that the rush runs against. */
export interface DemoSystem {
  readonly apiUrls: readonly string[];
  readonly mockPgUrl: string;
  /** The storefront; undefined when none runs. */
  readonly webUrl: string | undefined;
  readonly databaseUrl: string;
  /** Where the output of a system started for the rush goes. */
  readonly logFile: string | null;
  /** Stops what was started for the rush. */
  stop(): Promise<void>;
}

const PROBE_TIMEOUT_MS = 2_000;

/** The running system that `<dataDir>/stack.json` tells of, or null when none answers. */
export async function findSystem(dataDir: string): Promise<DemoSystem | null> {
  const known = readStackFile(dataDir);
  if (known === null || !(await isReady(known.apiUrls[0] ?? ''))) return null;
  const { apiUrls, mockPgUrl, webUrl, databaseUrl } = known;
  return { apiUrls, mockPgUrl, webUrl, databaseUrl, logFile: null, stop: async () => {} };
}

/**
 * Starts a system for the rush: without rate limits, its output in `<dataDir>/demo.log`. Throws a
 * `ServiceError`.
 */
export async function startSystem(options: {
  readonly dataDir: string;
  readonly settings: StartSettings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: (message: string) => void;
}): Promise<DemoSystem> {
  const { dataDir, settings } = options;
  const logFile = join(dataDir, 'demo.log');
  let output: ReturnType<typeof createWriteStream> | undefined;
  const stack = await startStack({
    dataDir,
    databaseUrl: settings.DATABASE_URL,
    redisUrl: settings.REDIS_URL,
    environment: {
      ...options.environment,
      ADMIN_EMAIL: settings.ADMIN_EMAIL,
      ADMIN_PASSWORD: settings.ADMIN_PASSWORD,
      RATE_LIMITS: 'off',
    },
    demoData: true,
    replicas: { web: 1 },
    keepAlive: true,
    log: options.say,
    onOutput: (name, line) => {
      output ??= createWriteStream(logFile, { mode: 0o600 });
      output.write(`${name} ${line}\n`);
    },
    onUnexpectedExit: (name, reason) => options.say(`${name} ended unexpectedly (${reason})`),
  });
  return {
    apiUrls: stack.apiUrls,
    mockPgUrl: stack.mockPgUrl,
    webUrl: stack.webUrl,
    databaseUrl: stack.databaseUrl,
    logFile,
    stop: async () => {
      await stack.stop();
      output?.end();
    },
  };
}

async function isReady(apiUrl: string): Promise<boolean> {
  try {
    const answer = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
