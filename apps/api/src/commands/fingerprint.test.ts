import { canonicalJson } from '@concert-mania/core/shared/canonical-json';
import { expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';

it('is the same for any order of members, at every depth', () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
  expect(fingerprintOf({ a: 1, b: { c: 2, d: 3 } })).toBe(fingerprintOf({ b: { d: 3, c: 2 }, a: 1 }));
});

it('differs for another value, another type and another order of an array', () => {
  const prints = [{ a: [1, 2] }, { a: [2, 1] }, { a: ['1', 2] }, { a: [1, 2], b: null }].map(fingerprintOf);
  expect(new Set(prints).size).toBe(prints.length);
});
