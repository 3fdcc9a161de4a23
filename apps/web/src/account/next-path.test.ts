import { expect, test } from 'vitest';
import { nextPath } from './next-path.ts';

test.each([
  [undefined, '/'],
  ['/performances/prf_1/seats?concert=con_1', '/performances/prf_1/seats?concert=con_1'],
  ['https://evil.example/', '/'],
  ['//evil.example/', '/'],
  ['/\\evil.example', '/'],
  ['javascript:alert(1)', '/'],
])('leads from %s to a path of ours', (next, path) => {
  expect(nextPath(next)).toBe(path);
});
