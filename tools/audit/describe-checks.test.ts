import { AUDIT_CHECKS, type AuditResult } from '@concert-mania/db/audit/audit';
import { expect, test } from 'vitest';
import { auditChecks, checkOf, countBroken, describeChecks } from './describe-checks.ts';

test('every check of the audit is a line with its name and its promise, marked by whether it holds', () => {
  const overdue = { subject: 'res_1', detail: 'held 9 s past its deadline' };
  const results: readonly AuditResult[] = AUDIT_CHECKS.map((check) =>
    check.name === 'no-overdue-hold'
      ? { ...check, count: 1, first: [overdue] }
      : { ...check, count: 0, first: [] },
  );
  const text = describeChecks(auditChecks(results));
  expect(text.match(/✓/g)).toHaveLength(AUDIT_CHECKS.length - 1);
  expect(text).toMatch(
    / {2}✗ no-overdue-hold +no unpaid hold outlives its deadline\n {6}res_1 held 9 s past its deadline/,
  );
  expect(countBroken(auditChecks(results))).toBe(1);
});

test('shows the first flaws of a check, and counts the rest, also those that were only counted', () => {
  const nine = checkOf(
    'calm',
    'all is well',
    Array.from({ length: 9 }, (_, n) => `flaw ${n}`),
  );
  const text = describeChecks([nine]);
  expect(text.split('\n')).toHaveLength(7);
  expect(text).toContain('and 4 more');
  expect(describeChecks([{ ...nine, count: 2_000 }])).toContain('and 1995 more');
});
