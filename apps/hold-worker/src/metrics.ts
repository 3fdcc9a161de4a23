import { holdSeats } from '@concert-mania/core/holds/commands';
import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import { GAVE_UP, type Outcome } from '@concert-mania/core/shared/outcome';
import { CHECK_IN_RESULTS } from '@concert-mania/core/tickets/gate/commands';
import type { NewScan } from '@concert-mania/core/tickets/gate/decide-scans';
import { SCAN_MODES } from '@concert-mania/core/tickets/gate/scan-time';
import type { WatchedQueue } from '@concert-mania/runtime/check-progress';
import { makeCommandMetrics } from '@concert-mania/runtime/metrics/command-metrics';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** The number, outcomes and waiting times of commands, and the size of batches. */
export function makeHoldMetrics<N extends CommandName>(registry: Registry, names: readonly N[]) {
  const registers = [registry];
  const commands = makeCommandMetrics(registry, names);
  const batchJobs = new Histogram({
    name: 'cm_hold_batch_jobs',
    help: 'Commands in one transaction',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
    registers,
  });
  const batchSeconds = new Histogram({
    name: 'cm_hold_batch_seconds',
    help: 'From reading a batch to acknowledging it',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers,
  });

  const retried = new Counter({
    name: 'cm_hold_batches_retried_total',
    help: 'Batches that met a fault and were retried in place',
    registers,
  });
  const frozen = new Counter({
    name: 'cm_hold_owners_frozen_total',
    help: 'Partitions taken from a silent worker by ending its session',
    registers,
  });

  const planReadSeconds = new Histogram({
    name: 'cm_seat_plan_read_seconds',
    help: 'Time to read the seat plan of a venue into memory; many reads mean that SEAT_PLANS_MAX_SEATS is too small',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });

  const scans = new Counter({
    name: 'cm_scans_total',
    help: 'Scans of ticket codes by result; online: answered at the gate, offline: merged later',
    labelNames: ['result', 'mode'],
    registers,
  });
  for (const result of CHECK_IN_RESULTS) for (const mode of SCAN_MODES) scans.inc({ result, mode }, 0);

  const watch = (name: string, help: string, value: () => number): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  return {
    onPlanRead: (plan: { readonly durationMs: number }) => planReadSeconds.observe(plan.durationMs / 1_000),
    onFailed: (name: N | null) => commands.onOutcome(name ?? holdSeats.name, GAVE_UP, null),
    onRetry: () => retried.inc(),
    onFrozen: () => frozen.inc(),
    onBatch: (batch: { readonly jobs: number; readonly durationMs: number }) => {
      batchJobs.observe(batch.jobs);
      batchSeconds.observe(batch.durationMs / 1_000);
    },
    onDecided: (name: N, outcome: Outcome, waitedMs: number) => commands.onOutcome(name, outcome, waitedMs),
    onScans: (decided: readonly NewScan[]) => {
      for (const { answer, scan } of decided) scans.inc({ result: answer.result, mode: scan.mode });
    },
    watchPlans: (seats: () => number) => watch('cm_seat_plan_seats', 'Seats of the plans in memory', seats),
    watchStuck: (watched: readonly WatchedQueue[]) => {
      new Gauge({
        name: 'cm_hold_partition_stuck_seconds',
        help: 'How long a fault has kept the commands of a partition in place; 0 without a fault',
        labelNames: ['queue'],
        registers,
        collect() {
          for (const { queue, health } of watched) this.set({ queue }, (health.stuck()?.forMs ?? 0) / 1_000);
        },
      });
    },
    watchPartitions: (owned: () => number) =>
      watch('cm_hold_partitions_owned', 'Partitions this worker decides', owned),
  };
}
export type HoldMetrics<N extends CommandName> = ReturnType<typeof makeHoldMetrics<N>>;
