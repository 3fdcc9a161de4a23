import { expect, test } from 'vitest';
import { expectedRevisions } from './if-match.ts';

test.each([
  [undefined, null],
  ['*', null],
  ['"3"', [3]],
  ['"3", "12"', [3, 12]],
  ['W/"3"', []],
  ['3', []],
  ['"three"', []],
  ['"3", nonsense', [3]],
  ['"9999999999"', []],
])('If-Match %j expects the revisions %j', (header, revisions) => {
  expect(expectedRevisions(header)).toEqual(revisions);
});
