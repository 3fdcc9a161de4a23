import type { Outcome } from '../shared/outcome.ts';
import { type CommandName, type CommandOutcome, isCommandName } from './command-catalogue.ts';
import type { Job, JobOf } from './model.ts';

/** A job as a queue or `command_outcomes` has it. */
export interface StoredJob extends Omit<JobOf<CommandName>, 'type' | 'status' | 'outcome'> {
  readonly type: string;
  /** The JSON that a worker stored; null until the job is final. */
  readonly outcome: unknown;
  /** Whether a worker has begun; a job with an outcome has its status. */
  readonly begun: boolean;
}

/** The job from its stored form. Null if this version does not know its type. */
export function readStoredJob({ type, outcome, begun, ...rest }: StoredJob): Job | null {
  if (!isCommandName(type)) return null;
  const job: Job = jobOf(type, { ...rest, status: begun ? 'processing' : 'queued', finishedAt: null });
  return rest.finishedAt === null ? job : (endJob(job, rest.finishedAt, outcome) ?? job);
}

const jobOf = <N extends CommandName>(type: N, rest: Omit<JobOf<N>, 'type' | 'outcome'>): Job<N> => ({
  ...rest,
  type,
  outcome: null,
});

/** The job with its stored outcome. Null if only a newer version knows such an outcome. */
export function endJob<N extends CommandName>(job: Job<N>, finishedAt: Date, stored: unknown): Job<N> | null {
  return isOutcomeOf(job.type, stored)
    ? { ...job, status: stored.status, finishedAt, outcome: stored }
    : null;
}

const FINAL_STATUSES: readonly unknown[] = ['succeeded', 'rejected', 'failed'] satisfies Outcome['status'][];

/**
 * The only door from stored JSON to a typed outcome. Checks no more than the status, because every
 * hold passes here; `DecidedCommand` types what workers store.
 */
const isOutcomeOf = <N extends CommandName>(_: N, stored: unknown): stored is CommandOutcome<N> =>
  typeof stored === 'object' &&
  stored !== null &&
  'status' in stored &&
  FINAL_STATUSES.includes(stored.status);
