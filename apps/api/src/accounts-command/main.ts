/** The command that manages staff accounts: `npm run accounts`. It also runs in the API's image. */
import { randomBytes } from 'node:crypto';
import type { AccountDesk } from '@concert-mania/core/identity/staff/staff-accounts';
import { makeIdFactory } from '@concert-mania/core/shared/ids';
import { makeAccountDesk } from '@concert-mania/db/accounts/account-desk';
import { makeSessionStore } from '@concert-mania/db/accounts/sessions/session-store';
import { makeStaffPasswords } from '@concert-mania/db/accounts/staff-passwords';
import { DATABASE_DEFAULTS, openDatabase } from '@concert-mania/db/connection/database';
import { openPromptRedis } from '@concert-mania/redis/connection/connection';
import { keyLayout } from '@concert-mania/redis/connection/redis-url';
import { makeKeys } from '@concert-mania/redis/keys';
import { makeSessionNews } from '@concert-mania/redis/news/session-news';
import {
  ConfigError,
  databaseSettings,
  readConfig,
  redisSettings,
} from '@concert-mania/runtime/settings/config';
import { z } from 'zod';
import { makeArgon2Hasher } from '../security/argon2-hasher.ts';
import { readArguments, USAGE } from './arguments.ts';
import { readPassword } from './read-password.ts';
import { type CommandPorts, runCommand } from './run-command.ts';

const UNTRIED_EXIT_CODE = 2;
const CONNECT_TIMEOUT_MS = 5_000;
const MAX_WAIT_MS = 60_000;

const settings = z.object({
  DATABASE_URL: databaseSettings.shape.DATABASE_URL,
  REDIS_URL: redisSettings.shape.REDIS_URL.optional(),
  REDIS_KEY_PREFIX: redisSettings.shape.REDIS_KEY_PREFIX,
});

async function main(): Promise<number> {
  const command = readArguments(process.argv.slice(2));
  if (command === null) {
    console.log(USAGE);
    return 0;
  }
  const config = readConfig(settings, process.env);
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: config.DATABASE_URL,
    applicationName: 'concert-mania-accounts',
    poolSize: 1,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    onIdleError: () => undefined,
  });
  const desk: AccountDesk = makeAccountDesk(db);
  const ports: CommandPorts = {
    desk,
    staff: makeStaffPasswords(db),
    hasher: makeArgon2Hasher,
    newId: makeIdFactory(() => new Date(), randomBytes),
    password: () => readPassword({ stdin: process.stdin, say: (text) => process.stderr.write(text) }),
    say: (text) => console.log(text),
    endSessions: async (accountId) => {
      const ended = await makeSessionStore(db).endAll(accountId, null);
      return { ended: ended.length, notified: await tell(config, ended) };
    },
  };
  try {
    return await runCommand(command, ports);
  } finally {
    await db.close();
  }
}

/**
 * Notifies the running APIs. False without REDIS_URL or without an answer from Redis: access tokens
 * then stay valid until they expire.
 */
async function tell(
  { REDIS_URL, REDIS_KEY_PREFIX }: z.infer<typeof settings>,
  ended: readonly string[],
): Promise<boolean> {
  if (ended.length === 0) return true;
  if (REDIS_URL === undefined) return false;
  const redis = openPromptRedis({ url: REDIS_URL, name: 'accounts', onError: () => undefined });
  try {
    await makeSessionNews(redis, redis, makeKeys(REDIS_KEY_PREFIX, keyLayout(REDIS_URL))).announce(
      ended as Parameters<ReturnType<typeof makeSessionNews>['announce']>[0],
    );
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

// The hashing process does not keep this process alive while it works.
setInterval(() => undefined, MAX_WAIT_MS);

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    const isWrongUse = error instanceof TypeError;
    const text = error instanceof Error ? error.message : String(error);
    console.error(isWrongUse ? `${text}\n\n${USAGE}` : `The accounts cannot be reached: ${text}`);
    if (error instanceof ConfigError) console.error('Start the system (npm start), or set DATABASE_URL.');
    process.exit(UNTRIED_EXIT_CODE);
  },
);
