import { expect, it } from 'vitest';
import { freeShare } from './free-share.ts';

it.each([
  [0, '0%'],
  [0.001, '1%'],
  [0.374, '37%'],
  [0.999, '99%'],
  [1, '100%'],
])('a share of %d reads %s', (share, text) => {
  expect(freeShare(share)).toBe(text);
});
