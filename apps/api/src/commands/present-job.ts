import { blockSeats, moveSeats, sellSeats, unblockSeats } from '@concert-mania/core/box-office/commands';
import { cancelAtBoxOffice, cancelReservation, holdSeats } from '@concert-mania/core/holds/commands';
import type { ReservationView } from '@concert-mania/core/holds/reservation-view';
import type { CommandName, CommandResult } from '@concert-mania/core/jobs/command-catalogue';
import type { Job, JobOf } from '@concert-mania/core/jobs/model';
import { payReservation, topUpWallet } from '@concert-mania/core/payments/commands';
import {
  type CancellationReport,
  cancellationReport,
  cancelPerformance,
} from '@concert-mania/core/shows/commands';
import { checkIn, checkInBatch } from '@concert-mania/core/tickets/gate/commands';
import type { TicketSigner } from '@concert-mania/core/tickets/ticket-code';
import { z } from '@hono/zod-openapi';
import { type ProblemReader, problemBody, problemSchema } from '../http/problems/problem.ts';
import { instant } from '../http/schema.ts';
import type { ApiDeps } from '../ports.ts';
import { batchedCheckInSchema, checkInSchema } from './present-check-in.ts';
import { paymentSchema } from './present-payment.ts';
import { decidedReservation } from './present-reservation.ts';
import { presentTicket, ticketSchema } from './present-ticket.ts';

const MS_PER_SECOND = 1000;

const jobStatus = z.enum(['queued', 'processing', 'succeeded', 'rejected', 'failed']).openapi('JobStatus');

/** A job of one type, with its result and the codes with which it is rejected. */
function jobOf<N extends CommandName, R extends z.ZodType, M extends z.ZodRawShape = Record<never, never>>(
  name: string,
  { name: type, rejections }: { readonly name: N; readonly rejections: readonly string[] },
  result: R,
  more?: M,
) {
  const codeNames = [...rejections, 'job_failed'].map((code) => `\`${code}\``).join(' · ');
  return z
    .object({
      id: z.string().openapi({ example: 'job_h0c6v9k2m4x8q1r7t3w5y0z2a4b' }),
      type: z.literal(type),
      status: jobStatus,
      createdAt: instant,
      finishedAt: instant.nullable(),
      // `nullable()` would be documented as a non-null object.
      result: z.union([result.openapi(`${name}Result`), z.null()]),
      error: z
        .union([problemSchema, z.null()])
        .openapi({ description: `Rejected or failed with: ${codeNames}` }),
      ...(more as M),
    })
    .openapi(`${name}Job`);
}

/** The reservation of a result also says how long it can be paid. */
const timed = { reservation: decidedReservation };
const paid = { payment: paymentSchema };
const ticketed = { tickets: z.array(ticketSchema) };

/** The report of a cancelled performance. */
export const cancellationReportSchema = cancellationReport.extend({}).openapi('CancellationReport', {
  example: {
    total: 700,
    done: 420,
    refundedAmount: 63_000_000,
    blocked: 1,
    blockedAmount: 150_000,
    cancelledBefore: 12,
    atDesk: 3,
    atDeskAmount: 450_000,
  },
});

/** A job as its owner sees it. `presentJob` compiles only if the union has every command. */
export const jobSchema = z
  .discriminatedUnion('type', [
    jobOf('Hold', holdSeats, holdSeats.result.extend(timed)),
    jobOf('Cancel', cancelReservation, cancelReservation.result.extend(timed)),
    jobOf('BoxOfficeCancel', cancelAtBoxOffice, cancelAtBoxOffice.result.extend(timed)),
    jobOf('Pay', payReservation, payReservation.result.extend({ ...paid, ...timed })),
    jobOf('TopUp', topUpWallet, topUpWallet.result.extend(paid)),
    jobOf('CancelPerformance', cancelPerformance, cancelPerformance.result.extend({}), {
      progress: z
        .union([cancellationReportSchema, z.null()])
        .openapi({ description: 'While refunds are under way: what the report would say now' }),
    }),
    jobOf('CheckIn', checkIn, checkInSchema),
    jobOf(
      'CheckInBatch',
      checkInBatch,
      checkInBatch.result.extend({ results: z.array(batchedCheckInSchema) }),
    ),
    jobOf('Block', blockSeats, blockSeats.result.extend({})),
    jobOf('Unblock', unblockSeats, unblockSeats.result.extend({})),
    jobOf('Sell', sellSeats, sellSeats.result.extend({ ...timed, ...ticketed })),
    jobOf('Move', moveSeats, moveSeats.result.extend({ ...timed, ...ticketed })),
  ])
  .openapi('Job');
export type JobView = z.infer<typeof jobSchema>;

/**
 * Presents a job; a refusal becomes a problem object in the reader's language. `progress`: of the
 * refunds of a cancelled performance.
 */
export function presentJob(
  job: Job,
  readerOf: () => ProblemReader,
  { clock, ticketKeys }: Pick<ApiDeps, 'clock' | 'ticketKeys'>,
  progress: CancellationReport | null = null,
): JobView {
  const now = clock();
  const common = presentCommon(job, readerOf);
  switch (job.type) {
    case 'reservation.hold':
      return { ...common, type: job.type, result: withTimeLeft(resultOf(job), now) };
    case 'reservation.cancel':
      return { ...common, type: job.type, result: withTimeLeft(resultOf(job), now) };
    case 'box-office.cancel':
      return { ...common, type: job.type, result: withTimeLeft(resultOf(job), now) };
    case 'payment.pay':
      return { ...common, type: job.type, result: withTimeLeft(resultOf(job), now) };
    case 'performance.cancel':
      return { ...common, type: job.type, result: resultOf(job), progress };
    case 'box-office.sell':
      return { ...common, type: job.type, result: withCodes(resultOf(job), now, ticketKeys.signer) };
    case 'box-office.move':
      return { ...common, type: job.type, result: withCodes(resultOf(job), now, ticketKeys.signer) };
    default:
      return { ...common, ...asStored(job) };
  }
}

type Stored<N extends CommandName> = {
  readonly [K in N]: { readonly type: K; readonly result: CommandResult<K> | null };
}[N];

/** A result that the client gets as it was recorded. */
const asStored = <N extends CommandName>(job: JobOf<N>) =>
  ({ type: job.type, result: resultOf(job) }) as Stored<N>;

const resultOf = <N extends CommandName>({ outcome }: JobOf<N>) =>
  outcome?.status === 'succeeded' ? outcome.result : null;

function presentCommon({ id, status, createdAt, finishedAt, outcome }: Job, readerOf: () => ProblemReader) {
  return {
    id,
    status,
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    error: outcome === null ? null : presentError(outcome, readerOf),
  };
}

function withTimeLeft<R extends { readonly reservation: ReservationView }>(result: R | null, now: Date) {
  if (result === null) return null;
  const { status, expiresAt } = result.reservation;
  const isUnpaid = status === 'held' || status === 'paying';
  const remainingMs = isUnpaid ? Date.parse(expiresAt) - now.getTime() : 0;
  const remainingSeconds = Math.max(0, Math.ceil(remainingMs / MS_PER_SECOND));
  return { ...result, reservation: { ...result.reservation, remainingSeconds } };
}

/** The codes of tickets are made when they are shown. */
function withCodes(result: CommandResult<'box-office.sell'> | null, now: Date, signer: TicketSigner) {
  const timedResult = withTimeLeft(result, now);
  if (timedResult === null) return null;
  const tickets = timedResult.tickets.map(({ label, grade, ...ticket }) =>
    presentTicket({ ticket: { ...ticket, issuedAt: new Date(ticket.issuedAt) }, label, grade }, signer),
  );
  return { ...timedResult, tickets };
}

function presentError(outcome: NonNullable<Job['outcome']>, readerOf: () => ProblemReader) {
  switch (outcome.status) {
    case 'succeeded':
      return null;
    case 'failed':
      return problemBody(outcome.error.code, readerOf());
    case 'rejected': {
      const { code, ...facts } = outcome.error;
      return problemBody(code, readerOf(), facts);
    }
  }
}
