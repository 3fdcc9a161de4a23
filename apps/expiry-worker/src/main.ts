import { DATABASE_DEFAULTS, openDatabase } from '@concert-mania/db/connection/database';
import { openDatabaseProbe } from '@concert-mania/db/connection/database-probe';
import { makeExpiryStore } from '@concert-mania/db/reservations/expiry-store';
import { makeSeatReturns } from '@concert-mania/db/reservations/returning-seats';
import { makeRetentionStore } from '@concert-mania/db/retention/retention';
import { runProcess } from '@concert-mania/runtime/run-process';
import { count, databaseSettings } from '@concert-mania/runtime/settings/config';
import { makeExpiryMetrics, makeRetentionMetrics } from './metrics.ts';
import { startRetentionLoop } from './retention-loop.ts';
import { retentionDays, retentionSettings } from './retention-settings.ts';
import { startSweepLoop } from './sweep-loop.ts';

const RETENTION_EVERY_MS = 60_000;
const RETENTION_REST_MS = 50;

const settings = databaseSettings.extend({
  ...retentionSettings.shape,
  EXPIRY_SWEEP_MS: count(500, { min: 50, max: 1_000 }),
});

await runProcess('expiry-worker', settings, process.env, async ({ config, log, registry }) => {
  const db = openDatabase({
    ...DATABASE_DEFAULTS,
    url: config.DATABASE_URL,
    applicationName: 'expiry-worker',
    poolSize: config.DATABASE_POOL_SIZE,
    onSlowQuery: (query) => log.warn(query, 'slow query'),
    onIdleError: (err) => log.warn({ err }, 'database connection lost'),
  });
  const postgres = openDatabaseProbe(config.DATABASE_URL, 'expiry-worker');
  const loop = startSweepLoop({
    store: makeExpiryStore(db),
    returns: makeSeatReturns(db),
    everyMs: config.EXPIRY_SWEEP_MS,
    log,
    onSweep: makeExpiryMetrics(registry).onSweep,
  });
  const retention = startRetentionLoop({
    store: makeRetentionStore(db),
    days: retentionDays(config),
    everyMs: RETENTION_EVERY_MS,
    restMs: RETENTION_REST_MS,
    log,
    onRound: makeRetentionMetrics(registry).onRound,
  });
  return {
    checks: { postgres: postgres.check, sweeps: loop.check },
    stop: async () => {
      await Promise.all([loop.stop(), retention.stop()]);
      await Promise.all([db.close(), postgres.close()]);
    },
  };
});
