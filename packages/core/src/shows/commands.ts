import { z } from 'zod';
import { defineCommand, type OutcomeOf } from '../shared/command.ts';

/** The longest reason for a cancelled or postponed performance. Fans read it. */
export const MAX_SHOW_REASON_CHARS = 500;

const count = z.int().min(0);

/** How far the refunds of a cancelled performance are. */
export const cancellationProgress = z.object({
  /** Reservations that were live when the performance was cancelled. */
  total: count,
  /** Of these, how many have ended, with their money given back. */
  done: count,
  /** Given back because of the cancellation, by the ledger. */
  refundedAmount: count,
  /** Reservations whose refund or payment only a person can settle. */
  blocked: count,
});
export type CancellationProgress = z.infer<typeof cancellationProgress>;

/** The report of a cancelled performance. */
export const cancellationReport = cancellationProgress.extend({
  /** Still owed to fans whose refund is blocked. */
  blockedAmount: count,
  /** Reservations that their fans had cancelled before. */
  cancelledBefore: count,
  /** Sold at the box office and not paid back yet: a person pays it back. */
  atDesk: count,
  atDeskAmount: count,
});
export type CancellationReport = z.infer<typeof cancellationReport>;

export const cancelPerformance = defineCommand({
  name: 'performance.cancel',
  payload: z.object({
    performanceId: z.string().min(1),
    reason: z.string().min(1).max(MAX_SHOW_REASON_CHARS),
  }),
  orderingKey: (payload) => payload.performanceId,
  result: cancellationReport,
  rejections: ['performance_not_found', 'performance_cancelled', 'idempotency_key_reused'],
});
export type CancelPerformance = z.infer<typeof cancelPerformance.payload>;
export type CancelPerformanceOutcome = OutcomeOf<typeof cancelPerformance>;
