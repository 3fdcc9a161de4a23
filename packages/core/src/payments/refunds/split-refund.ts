import type { RefundPolicy, RefundTerms } from '../../catalogue/refund-policy.ts';
import type { Won } from '../../shared/money.ts';

/** Usual terms of Korean performing arts (Consumer Dispute Resolution Standards of the KFTC). */
export const KOREAN_PERFORMING_ARTS: RefundTerms = {
  fees: [
    { minDaysBefore: 10, feePercent: 0 },
    { minDaysBefore: 7, feePercent: 10 },
    { minDaysBefore: 3, feePercent: 20 },
    { minDaysBefore: 1, feePercent: 30 },
    { minDaysBefore: 0, feePercent: 90 },
  ],
  grace: { hours: 24, minDaysBefore: 3 },
};

export interface RefundQuestion {
  readonly policy: RefundPolicy;
  readonly amount: Won;
  readonly bookedAt: Date;
  readonly startsAt: Date;
  readonly now: Date;
}

export interface RefundSplit {
  readonly refundAmount: Won;
  readonly feeAmount: Won;
}

/** Splits an amount into refund and fee (rounded down to a won). Null if it is too late. */
export function splitRefund(question: RefundQuestion): RefundSplit | null {
  const { amount, bookedAt, startsAt, now } = question;
  if (now >= startsAt) return null;
  const terms = 'preset' in question.policy ? KOREAN_PERFORMING_ARTS : question.policy;
  const days = seoulDay(startsAt) - seoulDay(now);
  const rule = terms.fees
    .filter((fee) => days >= fee.minDaysBefore)
    .reduce<RefundTerms['fees'][number] | null>(
      (best, fee) => (best && best.minDaysBefore > fee.minDaysBefore ? best : fee),
      null,
    );
  if (rule === null) return null;
  const feeAmount = inGrace(terms, days, bookedAt, now) ? 0 : Math.floor((amount * rule.feePercent) / 100);
  return { refundAmount: amount - feeAmount, feeAmount };
}

const HOUR_MS = 3_600_000;
const SEOUL_OFFSET_MS = 9 * HOUR_MS; // Korea has had no summer time since 1988.

const seoulDay = (at: Date): number => Math.floor((at.getTime() + SEOUL_OFFSET_MS) / (24 * HOUR_MS));

const inGrace = ({ grace }: RefundTerms, days: number, bookedAt: Date, now: Date): boolean =>
  grace !== null &&
  days >= grace.minDaysBefore &&
  now.getTime() - bookedAt.getTime() <= grace.hours * HOUR_MS;
