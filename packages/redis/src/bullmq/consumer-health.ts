import type { ConsumerLog } from './consumer-log.ts';

const RETRY_FIRST_MS = 50;
const RETRY_MAX_MS = 5_000;
const LOG_AGAIN_MS = 60_000;
/** A fault that has not occurred for this long is over. */
const FORGET_AFTER_MS = 15_000;

/** A fault prevents jobs from being decided; they stay in place. */
export interface Stuck {
  readonly forMs: number;
  /** For an operator: the fault's code and message. */
  readonly reason: string;
}

/**
 * The progress of one queue's consumption. It outlives its consumers, which change with their
 * database sessions, so backoff and counts of failures continue.
 */
export interface ConsumerHealth {
  /** The number of jobs to decide together: fewer after a fault, more after each success. */
  batchSize(): number;
  narrow(size: number): void;
  /** The consumer made an attempt, successful or not. */
  alive(): void;
  /** Whether the consumer made an attempt since the last call. */
  showedLife(): boolean;
  /** Jobs were decided, or the queue is empty. */
  progressed(decided: number): void;
  /** A fault kept jobs in place. Returns the pause before the next attempt, in milliseconds. */
  noteFault(error: unknown, jobId?: string): number;
  /** Whether that pause is over. */
  mayRetry(): boolean;
  /** True if this job alone could not be decided for the second time in a row. */
  confirms(jobId: string): boolean;
  failedForGood(): void;
  /** How many more consecutive commands may fail permanently. */
  failuresLeft(): number;
  stuck(): Stuck | null;
}

export function makeConsumerHealth(options: {
  readonly queue: string;
  readonly maxBatch: number;
  readonly maxFailedInARow: number;
  readonly log: Pick<ConsumerLog, 'warn' | 'error'>;
  readonly nowMs?: () => number;
}): ConsumerHealth {
  const { queue, maxBatch, log, nowMs = () => performance.now() } = options;
  let size = maxBatch;
  let failedInARow = 0;
  let suspect: string | null = null;
  let signs = 0;
  let signsSeen = 0;
  let fault: { sinceMs: number; lastMs: number; loggedMs: number; attempts: number; error: unknown } | null =
    null;

  const tell = (error: unknown, since: NonNullable<typeof fault>, jobId?: string) => {
    const forMs = Math.round(since.lastMs - since.sinceMs);
    const fields = { err: error, queue, forMs, attempts: since.attempts, ...(jobId && { jobId }) };
    if (since.attempts === 1) log.warn(fields, 'jobs stay in place and will be retried');
    else log.error(fields, 'queue is stuck: jobs stay in place, see docs/incidents.md');
  };

  return {
    batchSize: () => size,
    narrow: (to) => {
      size = Math.max(1, to);
    },
    alive: () => {
      signs += 1;
    },
    showedLife: () => {
      const showed = signs !== signsSeen;
      signsSeen = signs;
      return showed;
    },
    progressed: (decided) => {
      fault = null;
      if (decided === 0) return;
      size = Math.min(maxBatch, size * 2);
      failedInARow = 0;
      suspect = null;
    },
    noteFault: (error, jobId) => {
      const now = nowMs();
      size = Math.max(1, size >> 1);
      if (fault && now - fault.lastMs > FORGET_AFTER_MS) fault = null;
      const attempts = (fault?.attempts ?? 0) + 1;
      const due = fault === null || now - fault.loggedMs >= LOG_AGAIN_MS;
      fault = {
        sinceMs: fault?.sinceMs ?? now,
        lastMs: now,
        loggedMs: due ? now : (fault?.loggedMs ?? now),
        attempts,
        error,
      };
      if (due) tell(error, fault, jobId);
      return backoffMs(attempts);
    },
    mayRetry: () => fault === null || nowMs() - fault.lastMs >= backoffMs(fault.attempts),
    confirms: (jobId) => {
      const again = suspect === jobId;
      suspect = jobId;
      return again;
    },
    failedForGood: () => {
      failedInARow += 1;
      fault = null;
      suspect = null;
    },
    failuresLeft: () => Math.max(0, options.maxFailedInARow - failedInARow),
    stuck: () => {
      if (fault === null || nowMs() - fault.lastMs > FORGET_AFTER_MS) return null;
      return { forMs: fault.lastMs - fault.sinceMs, reason: describe(fault.error) };
    },
  };
}

const backoffMs = (attempts: number): number => Math.min(RETRY_FIRST_MS * 2 ** (attempts - 1), RETRY_MAX_MS);

const REASON_LENGTH = 160;

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown fault';
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code} ` : '';
  return `${code}${error.message}`.slice(0, REASON_LENGTH);
}
