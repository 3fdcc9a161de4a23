import { AUDIT_CHECKS } from '@concert-mania/db/audit';
import { expect, test } from 'vitest';
import { auditChecks, compareTold, describeChecks } from './checks.ts';

test('every check of the audit is a line, marked by whether it holds', () => {
  const findings = [
    { check: 'no-overdue-hold', subject: 'res_1', detail: 'held 9 s past its deadline' },
  ] as const;
  const text = describeChecks(auditChecks(findings));
  expect(text.match(/✓/g)).toHaveLength(AUDIT_CHECKS.length - 1);
  expect(text).toContain('  ✗ no unpaid hold outlives its deadline\n      res_1 held 9 s past its deadline');
});

test('many flaws of one check are cut short, and counted', () => {
  const text = describeChecks([
    { promise: 'all is well', flaws: Array.from({ length: 9 }, (_, n) => `flaw ${n}`) },
  ]);
  expect(text.split('\n')).toHaveLength(7);
  expect(text).toContain('and 4 more');
});

test('what a fan was told and the database lacks, or has otherwise, is reported', () => {
  const told = new Map([
    ['a', 'succeeded'],
    ['b', 'rejected'],
    ['c', 'succeeded'],
  ]);
  const recorded = new Map([
    ['a', 'succeeded'],
    ['b', 'succeeded'],
  ]);
  expect(compareTold(told, recorded, (status) => status)).toEqual([
    'b: the fan was told rejected, the database has succeeded',
    'c: the fan was told succeeded, the database has nothing',
  ]);
});
