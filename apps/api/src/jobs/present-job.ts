import type { Job } from '@concert-mania/core/jobs/model';
import type { Outcome } from '@concert-mania/core/shared/outcome';
import { z } from '@hono/zod-openapi';
import type { Locale } from '../env.ts';
import { type Problem, problemBody, problemSchema } from '../problem.ts';
import { instant } from '../schema.ts';

/** A job as its owner sees it. */
export const jobSchema = z
  .object({
    id: z.string().openapi({ example: 'job_h0c6v9k2m4x8q1r7t3w5y0z2a4b' }),
    type: z.enum(['reservation.hold', 'reservation.cancel', 'payment.pay', 'wallet.top-up']),
    status: z.enum(['queued', 'processing', 'succeeded', 'rejected', 'failed']),
    createdAt: instant,
    finishedAt: instant.nullable(),
    result: z.record(z.string(), z.unknown()).nullable(),
    error: problemSchema.nullable(),
  })
  .openapi('Job');
export type JobView = z.infer<typeof jobSchema>;

/** Presents a job; a refusal becomes a problem object in the reader's language. */
export function presentJob(job: Job, locale: Locale, requestId: string): JobView {
  return {
    id: job.id,
    type: job.type as JobView['type'],
    status: job.status,
    createdAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
    result: job.outcome?.status === 'succeeded' ? { ...job.outcome.result } : null,
    error: job.outcome === null ? null : presentError(job.outcome, locale, requestId),
  };
}

function presentError(outcome: Outcome, locale: Locale, requestId: string): Problem | null {
  switch (outcome.status) {
    case 'succeeded':
      return null;
    case 'failed':
      return problemBody(outcome.error.code, locale, requestId);
    case 'rejected': {
      const { code, ...facts } = outcome.error;
      return problemBody(code, locale, requestId, facts);
    }
  }
}
