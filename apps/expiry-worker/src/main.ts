import { openPostgres } from '@concert-mania/db/connection/open-postgres';
import { makeExpiryStore } from '@concert-mania/db/reservations/expiry-store';
import { makeSeatReturns } from '@concert-mania/db/reservations/returning-seats';
import { makeRetentionStore } from '@concert-mania/db/retention/retention';
import { makeMissingTickets } from '@concert-mania/db/tickets/missing-tickets';
import { runProcess } from '@concert-mania/runtime/run-process';
import { count, databaseSettings } from '@concert-mania/runtime/settings/config';
import { makeExpiryMetrics, makeRetentionMetrics } from './metrics.ts';
import { startRetentionLoop } from './retention-loop.ts';
import { retentionDays, retentionSettings } from './retention-settings.ts';
import { startSweepLoop } from './sweep-loop.ts';
import { startTicketLoop } from './ticket-loop.ts';

const RETENTION_EVERY_MS = 60_000;
const RETENTION_REST_MS = 50;

const settings = databaseSettings.extend({
  ...retentionSettings.shape,
  EXPIRY_SWEEP_MS: count(500, { min: 50, max: 1_000 }),
});

await runProcess('expiry-worker', settings, process.env, async ({ config, log, registry, metrics }) => {
  const postgres = openPostgres(config, { name: 'expiry-worker', log, metrics });
  const { db } = postgres;
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
  const tickets = startTicketLoop(makeMissingTickets(db), log);
  return {
    checks: { postgres: postgres.check, sweeps: loop.check },
    stop: async () => {
      await Promise.all([loop.stop(), retention.stop(), tickets.stop()]);
      await postgres.close();
    },
  };
});
