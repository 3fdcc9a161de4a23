import type { CommandName } from '@concert-mania/core/jobs/command-catalogue';
import type { Job } from '@concert-mania/core/jobs/model';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import type { RefusalCode } from '@concert-mania/core/shared/refusal';
import { z } from '@hono/zod-openapi';
import type { ProblemCode } from '../http/problems/catalogue.ts';
import { type Problem, type ProblemReader, problemBody, problemSchema } from '../http/problems/problem.ts';
import { instant } from '../http/schema.ts';
import { paymentSchema } from './present-payment.ts';
import { reservationSchema } from './present-reservation.ts';
import { CANCEL_REJECTIONS, HOLD_REJECTIONS, PAY_REJECTIONS, TOP_UP_REJECTIONS } from './rejections.ts';

const MS_PER_SECOND = 1000;

const money = z.int();
const decidedReservation = reservationSchema
  .omit({ payments: true, timeline: true })
  .openapi('DecidedReservation');
const jobStatus = z.enum(['queued', 'processing', 'succeeded', 'rejected', 'failed']).openapi('JobStatus');

/** A job of one type, with its result and the codes with which it is rejected. */
function jobOf<T extends CommandName, R extends z.ZodType>(
  name: string,
  type: T,
  result: R,
  rejections: readonly RefusalCode[],
) {
  const codes: readonly ProblemCode[] = [...rejections, 'job_failed'];
  const codeNames = codes.map((code) => `\`${code}\``).join(' · ');
  return z
    .object({
      id: z.string().openapi({ example: 'job_h0c6v9k2m4x8q1r7t3w5y0z2a4b' }),
      type: z.literal(type),
      status: jobStatus,
      createdAt: instant,
      finishedAt: instant.nullable(),
      // Not `nullable()`, of which the document would make objects that are never null.
      result: z.union([result, z.null()]),
      error: z
        .union([problemSchema, z.null()])
        .openapi({ description: `Rejected or failed with: ${codeNames}` }),
    })
    .openapi(`${name}Job`);
}

const jobsByType = {
  'reservation.hold': jobOf(
    'Hold',
    'reservation.hold',
    z.object({ reservation: decidedReservation }).openapi('HoldResult'),
    HOLD_REJECTIONS,
  ),
  'reservation.cancel': jobOf(
    'Cancel',
    'reservation.cancel',
    z
      .object({ reservation: decidedReservation, refundAmount: money, feeAmount: money })
      .openapi('CancelResult'),
    CANCEL_REJECTIONS,
  ),
  'payment.pay': jobOf(
    'Pay',
    'payment.pay',
    z.object({ payment: paymentSchema, reservation: decidedReservation }).openapi('PayResult'),
    PAY_REJECTIONS,
  ),
  'wallet.top-up': jobOf(
    'TopUp',
    'wallet.top-up',
    z.object({ payment: paymentSchema, balanceAmount: money }).openapi('TopUpResult'),
    TOP_UP_REJECTIONS,
  ),
} as const satisfies Record<CommandName, z.ZodType>;

const [hold, cancel, pay, topUp] = [
  jobsByType['reservation.hold'],
  jobsByType['reservation.cancel'],
  jobsByType['payment.pay'],
  jobsByType['wallet.top-up'],
] as const;

/** A job as its owner sees it: a union by `type`, total over the commands. */
export const jobSchema = z.discriminatedUnion('type', [hold, cancel, pay, topUp]).openapi('Job');
export type JobView = z.infer<typeof jobSchema>;

/** Presents a job; a refusal becomes a problem object in the reader's language. */
export function presentJob(job: Job, readerOf: () => ProblemReader, now: Date): JobView {
  // Workers write results in the shape of their type; that they do is checked end to end against the document.
  return {
    id: job.id,
    type: job.type,
    status: job.status,
    createdAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
    result: job.outcome?.status === 'succeeded' ? presentResult(job.outcome.result, now) : null,
    error: job.outcome === null ? null : presentError(job.outcome, readerOf),
  } as JobView;
}

/** The result as it was decided; a reservation in it also tells how long there is left to pay, as of now. */
function presentResult(
  result: Readonly<Record<string, unknown>>,
  now: Date,
): Readonly<Record<string, unknown>> {
  const { reservation } = result;
  if (typeof reservation !== 'object' || reservation === null) return { ...result };
  const { status, expiresAt }: { readonly status?: unknown; readonly expiresAt?: unknown } = reservation;
  const isUnpaid = status === 'held' || status === 'paying';
  const remainingMs = isUnpaid ? Date.parse(String(expiresAt)) - now.getTime() : 0;
  const remainingSeconds = Math.max(0, Math.ceil(remainingMs / MS_PER_SECOND));
  return { ...result, reservation: { ...reservation, remainingSeconds } };
}

function presentError(outcome: Outcome, readerOf: () => ProblemReader): Problem | null {
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
