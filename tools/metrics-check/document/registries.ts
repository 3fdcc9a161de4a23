import { makeAdmissionMetrics } from '@concert-mania/admission-worker/src/metrics.ts';
import { countAcceptances } from '@concert-mania/api/src/metrics/accept-metrics.ts';
import { exportHashes, exportPlaces } from '@concert-mania/api/src/metrics/place-metrics.ts';
import { makeRequestMetrics } from '@concert-mania/api/src/metrics/request-metrics.ts';
import { makeSecurityMetrics } from '@concert-mania/api/src/metrics/security-metrics.ts';
import type { CommandQueue } from '@concert-mania/core/jobs/ports';
import { makeAuditGroup } from '@concert-mania/event-worker/src/gather/audit-group.ts';
import { makeGatherMetrics } from '@concert-mania/event-worker/src/gather/gather-loop.ts';
import {
  type FigureSources,
  makeSharedFigures,
} from '@concert-mania/event-worker/src/gather/shared-figures.ts';
import { makeRelayMetrics } from '@concert-mania/event-worker/src/metrics.ts';
import { makeExpiryMetrics, makeRetentionMetrics } from '@concert-mania/expiry-worker/src/metrics.ts';
import { makeHoldMetrics } from '@concert-mania/hold-worker/src/metrics.ts';
import { makeNoticeMetrics } from '@concert-mania/notification-worker/metrics';
import { makePaymentMetrics } from '@concert-mania/payment-worker/src/metrics.ts';
import { commandsOf } from '@concert-mania/redis/bullmq/delivery';
import { makeProcessMetrics, watchDependencies } from '@concert-mania/runtime/metrics/process-metrics';
import { openProcessLog } from '@concert-mania/runtime/process-log';
import { Registry } from 'prom-client';

const silent = () => undefined;
const free = { take: () => 'full' as const, leave: silent, taken: 0, mostPerOwner: 0, refused: 0 } as const;
const unasked = async () => undefined;

/** The metrics of each process beside those that every process has, created as it creates them. */
const OWN: Readonly<Record<string, (registry: Registry) => void>> = {
  api: (registry) => {
    makeRequestMetrics(registry);
    makeSecurityMetrics(registry);
    exportPlaces(registry, { public: free, signed_in: free, long_poll: free });
    exportHashes(registry, () => 0);
    countAcceptances(registry, {} as CommandQueue);
  },
  'admission-worker': makeAdmissionMetrics,
  'event-worker': (registry) => {
    makeRelayMetrics(registry);
    makeGatherMetrics(registry, []);
    makeSharedFigures(registry, {} as FigureSources);
    const log = { info: silent, error: silent };
    makeAuditGroup(registry, { run: async () => [], everyMs: 1, log });
  },
  'expiry-worker': (registry) => {
    makeExpiryMetrics(registry);
    makeRetentionMetrics(registry);
  },
  'hold-worker': (registry) => {
    const metrics = makeHoldMetrics(registry, commandsOf('hold-worker'));
    metrics.watchPlans(() => 0);
    metrics.watchPartitions(() => 0);
    metrics.watchStuck([]);
  },
  'notification-worker': makeNoticeMetrics,
  'payment-worker': (registry) => makePaymentMetrics(registry, commandsOf('payment-worker')),
};

/** A registry for each process that has metrics of its own, and one with what every process has. */
export function makeRegistries(): ReadonlyMap<string, Registry> {
  const every = new Registry();
  openProcessLog({ name: 'document', level: 'silent' }, every);
  makeProcessMetrics(every, 'unknown');
  watchDependencies(every, { postgres: unasked, redis: unasked });
  const own = Object.entries(OWN).map(([name, register]) => {
    const registry = new Registry();
    register(registry);
    return [name, registry] as const;
  });
  return new Map([['every process', every], ...own]);
}
