/**
 * `npm run relay`: the command of the event relay, on DATABASE_URL or else on the running system
 * (npm start).
 */
import { resolve } from 'node:path';
import { readConfig } from '@concert-mania/runtime/settings/config';
import { startSettings } from '../start/settings.ts';
import { readStackFile } from '../start/stack-file.ts';

const { DATA_DIR } = readConfig(startSettings, process.env);
process.env.DATABASE_URL ||= readStackFile(resolve(DATA_DIR))?.databaseUrl ?? '';
await import('@concert-mania/db/relay/main');
