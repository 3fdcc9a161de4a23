/** `npm run accounts`: staff accounts of DATABASE_URL, else of the running system (npm start). */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { REPOSITORY } from '@concert-mania/local-stack/processes/run-command';
import { readConfig } from '@concert-mania/runtime/settings/config';
import { startSettings } from '../start/settings.ts';
import { readStackFile } from '../start/stack-file.ts';

const { DATA_DIR, DATABASE_URL } = readConfig(
  startSettings.pick({ DATA_DIR: true, DATABASE_URL: true }),
  process.env,
);
const running = DATABASE_URL === undefined ? readStackFile(resolve(DATA_DIR)) : null;
const command = join(REPOSITORY, 'apps/api/src/accounts-command/main.ts');
const { status } = spawnSync(process.execPath, [command, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(running && { DATABASE_URL: running.databaseUrl, REDIS_URL: running.redisUrl }),
  },
});
process.exitCode = status ?? 2;
