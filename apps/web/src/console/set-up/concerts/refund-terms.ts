import { KOREAN_PERFORMING_ARTS } from '@concert-mania/core/payments/refunds/split-refund';
import type { Programme } from './programme.ts';

export type RefundPolicy = Programme['refundPolicy'];
export type RefundTerms = Exclude<RefundPolicy, { preset: string }>;

/** The policies that the form offers. `own` keeps fees of one's own. */
export const POLICIES = ['korean-performing-arts', 'free', 'none', 'own'] as const;
export type PolicyName = (typeof POLICIES)[number];

const FREE: RefundTerms = { fees: [{ minDaysBefore: 0, feePercent: 0 }], grace: null };
const NONE: RefundTerms = { fees: [], grace: null };

const isSame = (one: RefundTerms, other: RefundTerms): boolean =>
  JSON.stringify([one.fees.map(pairOf), one.grace]) === JSON.stringify([other.fees.map(pairOf), other.grace]);

const pairOf = ({ minDaysBefore, feePercent }: RefundTerms['fees'][number]) => [minDaysBefore, feePercent];

export function nameOf(policy: RefundPolicy): PolicyName {
  if ('preset' in policy) return policy.preset;
  if (isSame(policy, FREE)) return 'free';
  return isSame(policy, NONE) ? 'none' : 'own';
}

/** The policy of a name. `own`: the fees that were written. */
export function policyOf(name: PolicyName, own: RefundTerms): RefundPolicy {
  switch (name) {
    case 'korean-performing-arts':
      return { preset: name };
    case 'free':
      return FREE;
    case 'none':
      return NONE;
    case 'own':
      return own;
  }
}

export const termsOf = (policy: RefundPolicy): RefundTerms =>
  'preset' in policy ? { ...KOREAN_PERFORMING_ARTS, fees: [...KOREAN_PERFORMING_ARTS.fees] } : policy;

/** Fees as lines of `days: percent`. */
export const writeFees = ({ fees }: RefundTerms): string =>
  fees.map(({ minDaysBefore, feePercent }) => `${minDaysBefore}: ${feePercent}`).join('\n');

const LINE = /^(\d{1,3})\s*[:,\s]\s*(\d{1,2})\s*%?$/;

/** Null if a line is not of that form. */
export function readFees(text: string): RefundTerms['fees'] | null {
  const lines = text.split('\n').map((line) => line.trim());
  const fees = lines.filter(Boolean).map((line) => {
    const [, days, percent] = LINE.exec(line) ?? [];
    return days === undefined ? null : { minDaysBefore: Number(days), feePercent: Number(percent) };
  });
  return fees.includes(null) ? null : fees.filter((fee) => fee !== null);
}

/** Whole days before the performance with one fee. `most` is null without an upper end. */
export interface FeeSpan {
  readonly least: number;
  readonly most: number | null;
  readonly feePercent: number;
}

/** The fees as a fan reads them: the longest time before the performance first. */
export function spansOf({ fees }: RefundTerms): readonly FeeSpan[] {
  const inOrder = [...fees].sort((a, b) => b.minDaysBefore - a.minDaysBefore);
  return inOrder.map(({ minDaysBefore, feePercent }, index) => {
    const longer = inOrder[index - 1];
    return { least: minDaysBefore, most: longer ? longer.minDaysBefore - 1 : null, feePercent };
  });
}
