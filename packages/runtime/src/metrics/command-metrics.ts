import { Counter, Histogram, type Registry } from 'prom-client';

/** An outcome of a command; `error.code` is one of our literals. */
interface Outcome {
  readonly status: string;
  readonly error?: { readonly code: string };
}

const MS_PER_SECOND = 1_000;
const WAIT_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Metrics of a worker that decides commands of these types. */
export function makeCommandMetrics(registry: Registry, types: readonly string[]) {
  const registers = [registry];
  const outcomes = new Counter({
    name: 'cm_command_outcomes_total',
    help: 'Commands that got their outcome. The code is `ok` after a success, else why the command was refused or failed.',
    labelNames: ['type', 'status', 'code'],
    registers,
  });
  const waits = new Histogram({
    name: 'cm_command_wait_seconds',
    help: 'From the acceptance of a command to its committed outcome. This is the service level of commands.',
    labelNames: ['type'],
    buckets: WAIT_BUCKETS_SECONDS,
    registers,
  });
  const work = new Histogram({
    name: 'cm_command_work_seconds',
    help: 'Time that a worker spends on one attempt at a command. Holds are decided in batches: see cm_hold_batch_seconds.',
    labelNames: ['type'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  for (const type of types) {
    outcomes.inc({ type, status: 'succeeded', code: 'ok' }, 0);
    outcomes.inc({ type, status: 'failed', code: 'job_failed' }, 0);
  }
  return {
    /** A command has its final outcome, `waitedMs` after it was accepted (null: unknown). */
    onOutcome: (type: string, outcome: Outcome, waitedMs: number | null): void => {
      outcomes.inc({ type, status: outcome.status, code: outcome.error?.code ?? 'ok' });
      if (waitedMs !== null) waits.observe({ type }, Math.max(0, waitedMs) / MS_PER_SECOND);
    },
    /** Time spent on one attempt at a command that is decided alone. */
    onWork: (type: string, workedMs: number): void => work.observe({ type }, workedMs / MS_PER_SECOND),
  };
}
