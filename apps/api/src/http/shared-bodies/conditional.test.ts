import { expect, test } from 'vitest';
import { contentEtag, matchesEtag, versionEtag } from './conditional.ts';

test.each([
  { header: undefined, matches: false },
  { header: '', matches: false },
  { header: '"7"', matches: true },
  { header: 'W/"7"', matches: true },
  { header: '"6", W/"7" ,"8"', matches: true },
  { header: '*', matches: true },
  { header: '"77"', matches: false },
  { header: '7', matches: false },
])('If-None-Match $header matches: $matches', ({ header, matches }) => {
  expect(matchesEtag(header, versionEtag(7))).toBe(matches);
});

test('different bodies have different tags', () => {
  expect(contentEtag('{"a":1}')).toBe(contentEtag('{"a":1}'));
  expect(contentEtag('{"a":1}')).not.toBe(contentEtag('{"a":2}'));
});
