import { expect, test } from 'vitest';
import { compareReports } from './compare-reports.ts';

test('finds answers that the database lacks or contradicts', () => {
  const reports = new Map([
    ['a', 'succeeded'],
    ['b', 'rejected'],
    ['c', 'succeeded'],
  ]);
  const recorded = new Map([
    ['a', 'succeeded'],
    ['b', 'succeeded'],
  ]);
  expect(compareReports(reports, recorded, (status) => status)).toEqual([
    'b: reported rejected, the database has succeeded',
    'c: reported succeeded, the database has nothing',
  ]);
});
