import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

test('writes equal values alike in any order of their members', () => {
  const one = { b: [1, { y: null, x: 'é' }], a: true };
  const other = { a: true, b: [1, { x: 'é', y: null }] };
  expect(canonicalJson(one)).toBe(canonicalJson(other));
  expect(JSON.parse(canonicalJson(one))).toEqual(one);
});

test('tells the order of elements apart, leaves undefined members out and writes dates as JSON does', () => {
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  expect(canonicalJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
});
