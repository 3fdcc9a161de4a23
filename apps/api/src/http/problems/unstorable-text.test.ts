import { expect, it } from 'vitest';
import { findUnstorableText } from './unstorable-text.ts';

it('finds a NUL character and half a surrogate pair, at any depth', () => {
  expect(findUnstorableText({ a: 1, b: ['ok', { c: 'x\0' }] })).toBe('b.1.c');
  expect(findUnstorableText({ reason: '\ud83c' })).toBe('reason');
});

it('accepts every other text', () => {
  expect(findUnstorableText({ a: '한글 🎸\n', b: null, c: undefined, d: [] })).toBeUndefined();
});
