import { RETAINED_KINDS } from '@concert-mania/core/retention/retention';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { RetentionLoopOptions } from './retention-loop.ts';
import type { SweepLoopOptions } from './sweep-loop.ts';

const MS_PER_SECOND = 1_000;

/** How late each hold expired, and what is left; `onSweep` keeps the figures. */
export function makeExpiryMetrics(registry: Registry): Pick<SweepLoopOptions, 'onSweep'> {
  const registers = [registry];
  const lateness = new Histogram({
    name: 'cm_hold_expiry_lateness_seconds',
    help: 'From the deadline of a hold to its expiry.',
    buckets: [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 5, 10, 60],
    registers,
  });
  const broken = new Gauge({
    name: 'cm_holds_broken',
    help: 'Overdue holds that cannot be ended because their rows contradict each other, as of the last minute.',
    registers,
  });
  const returned = new Counter({
    name: 'cm_cancelled_seats_returned_total',
    help: 'Cancelled seats returned to sale after a delay.',
    registers,
  });
  return {
    onSweep: ({ latenessMs, knownBroken, returnedSeats }) => {
      returned.inc(returnedSeats);
      for (const ms of latenessMs) lateness.observe(ms / MS_PER_SECOND);
      broken.set(knownBroken);
    },
  };
}

/** Counts rows deleted for their age, and failed rounds by kind. */
export function makeRetentionMetrics(registry: Registry): Pick<RetentionLoopOptions, 'onRound'> {
  const registers = [registry];
  const labelNames = ['kind'] as const;
  const removed = new Counter({
    name: 'cm_retention_removed_total',
    help: 'Rows deleted because their retention period was over.',
    labelNames,
    registers,
  });
  const failed = new Counter({
    name: 'cm_retention_failures_total',
    help: 'Rounds in which deleting the old rows of a kind failed.',
    labelNames,
    registers,
  });
  for (const kind of RETAINED_KINDS) {
    removed.inc({ kind }, 0);
    failed.inc({ kind }, 0);
  }
  return {
    onRound: (round) => {
      for (const [kind, rows] of round.removed) removed.inc({ kind }, rows);
      for (const kind of round.failed.keys()) failed.inc({ kind });
    },
  };
}
