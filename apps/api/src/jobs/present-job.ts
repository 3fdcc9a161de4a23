import type { Job } from '@concert-mania/core/jobs/model';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { z } from '@hono/zod-openapi';
import { paymentSchema } from '../payments/present-payment.ts';
import { type Problem, type ProblemReader, problemBody, problemSchema } from '../problem.ts';
import { reservationSchema } from '../reservations/present-reservation.ts';
import { instant } from '../schema.ts';

const MS_PER_SECOND = 1000;

/** What a command has brought about; which members there are depends on the job's type. */
const jobResultSchema = z
  .object({
    reservation: reservationSchema.omit({ payments: true, timeline: true }).optional(),
    payment: paymentSchema.optional(),
    refundAmount: z.int().optional(),
    feeAmount: z.int().optional(),
    balanceAmount: z.int().optional(),
  })
  .openapi('JobResult');

/** A job as its owner sees it. */
export const jobSchema = z
  .object({
    id: z.string().openapi({ example: 'job_h0c6v9k2m4x8q1r7t3w5y0z2a4b' }),
    type: z.enum(['reservation.hold', 'reservation.cancel', 'payment.pay', 'wallet.top-up']),
    status: z.enum(['queued', 'processing', 'succeeded', 'rejected', 'failed']),
    createdAt: instant,
    finishedAt: instant.nullable(),
    // Not `nullable()`, of which the document would make objects that are never null.
    result: z.union([jobResultSchema, z.null()]),
    error: z.union([problemSchema, z.null()]),
  })
  .openapi('Job');
export type JobView = z.infer<typeof jobSchema>;

/** Presents a job; a refusal becomes a problem object in the reader's language. */
export function presentJob(job: Job, reader: ProblemReader, now: Date): JobView {
  return {
    id: job.id,
    type: job.type as JobView['type'],
    status: job.status,
    createdAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
    result: job.outcome?.status === 'succeeded' ? presentResult(job.outcome.result, now) : null,
    error: job.outcome === null ? null : presentError(job.outcome, reader),
  };
}

/** The result as it was decided; a reservation in it also tells how long there is left to pay, as of now. */
function presentResult(result: Readonly<Record<string, unknown>>, now: Date): JobView['result'] {
  const { reservation } = result;
  if (typeof reservation !== 'object' || reservation === null) return { ...result };
  const { status, expiresAt }: { readonly status?: unknown; readonly expiresAt?: unknown } = reservation;
  const isUnpaid = status === 'held' || status === 'paying';
  const remainingMs = isUnpaid ? Date.parse(String(expiresAt)) - now.getTime() : 0;
  const remainingSeconds = Math.max(0, Math.ceil(remainingMs / MS_PER_SECOND));
  // Workers write results in this shape; that they do is checked end to end against the document.
  return { ...result, reservation: { ...reservation, remainingSeconds } } as JobView['result'];
}

function presentError(outcome: Outcome, reader: ProblemReader): Problem | null {
  switch (outcome.status) {
    case 'succeeded':
      return null;
    case 'failed':
      return problemBody(outcome.error.code, reader);
    case 'rejected': {
      const { code, ...facts } = outcome.error;
      return problemBody(code, reader, facts);
    }
  }
}
