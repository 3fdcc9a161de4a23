import { expect, it } from 'vitest';
import { nameOf, POLICIES, policyOf, readFees, spansOf, termsOf, writeFees } from './refund-terms.ts';

const own = { fees: [{ minDaysBefore: 3, feePercent: 50 }], grace: null };

it.each(POLICIES)('the policy %s keeps its name', (name) => {
  expect(nameOf(policyOf(name, own))).toBe(name);
});

it('the Korean preset reads as spans of days', () => {
  expect(spansOf(termsOf({ preset: 'korean-performing-arts' }))).toEqual([
    { least: 10, most: null, feePercent: 0 },
    { least: 7, most: 9, feePercent: 10 },
    { least: 3, most: 6, feePercent: 20 },
    { least: 1, most: 2, feePercent: 30 },
    { least: 0, most: 0, feePercent: 90 },
  ]);
});

it('fees are written and read as lines', () => {
  expect(readFees(writeFees(own))).toEqual(own.fees);
  expect(readFees('10: 0\n\n3 20%')).toEqual([
    { minDaysBefore: 10, feePercent: 0 },
    { minDaysBefore: 3, feePercent: 20 },
  ]);
  for (const wrong of ['ten days', '10: 0\n0: 100', '0: 99.5', '-1: 0']) expect(readFees(wrong)).toBeNull();
});
