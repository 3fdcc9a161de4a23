import { freePorts } from '@concert-mania/local-stack/free-port';
import { afterAll } from 'vitest';
import type { TestDatabase } from '../servers/test-database.ts';
import type { TestRedis } from '../servers/test-redis.ts';
import { processForTest } from './process-for-test.ts';

export const TEST_ADMIN = { email: 'admin@concerts.example', password: 'admin-passphrase-for-tests' };
/** Secrets that must not appear in an answer or a log. */
const TEST_SECRETS = {
  JWT_SECRET: 'jwt-secret-of-the-tests-0123456789abcdef',
  WEBHOOK_SECRET: 'whsec_d2ViaG9vay1zZWNyZXQtb2YtdGhlLXRlc3RzLTAxMjM=',
  JOB_DATA_SECRET: 'job-data-secret-of-the-tests-0123456789a',
  TICKET_SIGNING_KEYS: 'ticket-signing-key-of-the-tests-0123456789',
};

interface TestApi {
  readonly url: string;
  /** Every line that the process has written, both outputs. */
  readonly lines: readonly string[];
}

/**
 * Starts the API as a process over the database and Redis of a test file; it stops after the last
 * test. There are no rate limits, unless the environment sets them.
 */
export async function startApi(
  over: { readonly database: TestDatabase; readonly redis: TestRedis },
  environment: Readonly<Record<string, string>> = {},
): Promise<TestApi> {
  const [port, opsPort] = await freePorts(2);
  const lines: string[] = [];
  const settings = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'info',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATABASE_URL: over.database.url,
    REDIS_URL: over.redis.url,
    REDIS_KEY_PREFIX: over.redis.prefix,
    ADMIN_EMAIL: TEST_ADMIN.email,
    ADMIN_PASSWORD: TEST_ADMIN.password,
    RATE_LIMITS: 'off',
    ...TEST_SECRETS,
    ...environment,
  };
  const api = processForTest('api', opsPort, settings, (line) => lines.push(line));
  afterAll(() => api.stop());
  await api.restart();
  return { url: `http://127.0.0.1:${port}`, lines };
}
