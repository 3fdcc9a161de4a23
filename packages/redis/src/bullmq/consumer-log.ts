import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import type { AcceptedCommand } from '@concert-mania/core/shared/command';
import { GAVE_UP, type Outcome } from '@concert-mania/core/shared/outcome';
import { traceIdOf } from '@concert-mania/runtime/tracing/trace-context';

export interface ConsumerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A log for the lines of finished jobs: one for each, thousands a second. */
export type JobLog = Pick<ConsumerLog, 'info'>;

/** The ids by which the line of a job is found. */
export type LoggedCommand = Pick<
  AcceptedCommand<unknown>,
  'jobId' | 'requestId' | 'accountId' | 'traceparent'
>;

export const FAILED = { status: GAVE_UP.status, code: GAVE_UP.error.code } as const;

/** The fields of the line of a finished job. No field contains what the fan sent. */
export const jobLine = (
  { jobId, requestId, accountId, traceparent }: LoggedCommand,
  type: CommandName,
  outcome: Outcome,
  /** From its acceptance until a worker took it, and from then until its outcome was committed. */
  times: { readonly waitMs: number; readonly workMs: number },
) => ({
  jobId,
  requestId,
  accountId,
  traceId: traceIdOf(traceparent),
  type,
  status: outcome.status,
  ...(outcome.status === 'succeeded' ? idsOf(outcome.result) : { code: outcome.error.code }),
  ...times,
});

/** The parts of results that have ids; each command has its own. */
interface Shown {
  readonly reservation?: { readonly id: string };
  readonly payment?: { readonly id: string };
  readonly ticket?: { readonly id: string } | null;
  /** The result of a scan. */
  readonly result?: string;
}

const idsOf = ({ reservation, payment, ticket, result }: Shown) => ({
  reservationId: reservation?.id,
  paymentId: payment?.id,
  ticketId: ticket?.id,
  result,
});
