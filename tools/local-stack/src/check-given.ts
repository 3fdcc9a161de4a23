import { judgeRedis } from '@concert-mania/redis/connection/redis-settings';
import { serverUrls } from '@concert-mania/redis/connection/redis-url';
import { readServerFacts } from '@concert-mania/redis/connection/server-facts';
import { serverVersionNumber } from './postgres/postgres-admin.ts';
import { redactUrl, ServiceError } from './service-error.ts';

const OLDEST_POSTGRES = 150_000;

/** Checks a given PostgreSQL: it answers and is 15 or later. Returns its URL. */
export async function checkGivenDatabase(url: string): Promise<string> {
  const version = await serverVersionNumber(url).catch((error: Error) => {
    throw unreachable('DATABASE_URL', url, error, 'PostgreSQL');
  });
  if (version < OLDEST_POSTGRES) {
    throw new ServiceError(
      `DATABASE_URL leads to PostgreSQL ${Math.floor(version / 10_000)}; 15 or later is needed. ` +
        'Upgrade it, or leave DATABASE_URL unset to have one started.',
    );
  }
  return url;
}

/**
 * Checks a given Redis: it answers, is 7.0 or later, and evicts nothing. Warns if a crash could
 * lose writes. Returns its URL.
 */
export async function checkGivenRedis(url: string, warn: (message: string) => void): Promise<string> {
  for (const server of serverUrls(url)) {
    const facts = await readServerFacts(server).catch((error: Error) => {
      throw unreachable('REDIS_URL', server, error, 'Redis');
    });
    const { refusals, warnings } = judgeRedis(facts, false);
    if (refusals.length > 0) throw new ServiceError(refusals.join('\n'));
    for (const warning of warnings) warn(warning);
  }
  return url;
}

function unreachable(variable: string, url: string, error: Error, server: string): ServiceError {
  return new ServiceError(
    `${variable} (${redactUrl(url)}) cannot be used: ${error.message}. ` +
      `Check that ${server} runs there and the password is right, or leave ${variable} unset to have one started.`,
  );
}
