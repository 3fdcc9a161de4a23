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
  /** Of each seat. */
  readonly prices: readonly Won[];
  readonly bookedAt: Date;
  readonly startsAt: Date;
  /** Until then there is no fee and no deadline: the performance was postponed or cancelled. */
  readonly fullRefundUntil?: Date | null;
  readonly now: Date;
}

export interface RefundSplit {
  readonly refundAmount: Won;
  readonly feeAmount: Won;
}

/**
 * Splits the price of seats into refund and fee. The fee of each seat is rounded down to a won, so
 * that it is the same whether seats are cancelled together or one by one. Null if it is too late.
 */
export function splitRefund(question: RefundQuestion): RefundSplit | null {
  const { prices, bookedAt, startsAt, now } = question;
  if (question.fullRefundUntil && now < question.fullRefundUntil) {
    return { refundAmount: sum(prices), feeAmount: 0 };
  }
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
  const percent = inGrace(terms, days, bookedAt, now) ? 0 : rule.feePercent;
  const feeAmount = sum(prices.map((price) => Math.floor((price * percent) / 100)));
  return { refundAmount: sum(prices) - feeAmount, feeAmount };
}

/** A split that holds until a time, which is no longer part of it. */
export interface RefundStep extends RefundSplit {
  readonly until: Date;
}

/** The splits from now on until it is too late. Two in a row differ. */
export function listRefundSteps(question: RefundQuestion): readonly RefundStep[] {
  const steps: RefundStep[] = [];
  let now = question.now;
  for (const until of changeTimes(question)) {
    const split = splitRefund({ ...question, now });
    if (split === null) return steps;
    if (steps.at(-1)?.feeAmount === split.feeAmount) steps.pop();
    steps.push({ ...split, until });
    now = until;
  }
  return steps;
}

/** When the split can change after now, in order. The last time is the start of the performance. */
function changeTimes({ policy, bookedAt, startsAt, fullRefundUntil, now }: RefundQuestion): readonly Date[] {
  const { fees, grace } = 'preset' in policy ? KOREAN_PERFORMING_ARTS : policy;
  const days = [...fees, ...(grace ? [grace] : [])].map(({ minDaysBefore }) => minDaysBefore);
  const times = [
    startsAt.getTime(),
    ...(fullRefundUntil ? [fullRefundUntil.getTime()] : []),
    ...days.map((minDaysBefore) => (seoulDay(startsAt) - minDaysBefore + 1) * DAY_MS - SEOUL_OFFSET_MS),
    // The last millisecond of the grace is free.
    ...(grace ? [bookedAt.getTime() + grace.hours * HOUR_MS + 1] : []),
  ];
  const later = times.filter((time) => time > now.getTime() && time <= startsAt.getTime());
  return [...new Set(later)].sort((a, b) => a - b).map((time) => new Date(time));
}

const sum = (amounts: readonly Won[]): Won => amounts.reduce((total, amount) => total + amount, 0);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SEOUL_OFFSET_MS = 9 * HOUR_MS; // Korea has had no summer time since 1988.

const seoulDay = (at: Date): number => Math.floor((at.getTime() + SEOUL_OFFSET_MS) / DAY_MS);

const inGrace = ({ grace }: RefundTerms, days: number, bookedAt: Date, now: Date): boolean =>
  grace !== null &&
  days >= grace.minDaysBefore &&
  now.getTime() - bookedAt.getTime() <= grace.hours * HOUR_MS;
