import { expect, it } from 'vitest';
import { parseIdempotencyKey } from './idempotency-key.ts';

it.each([
  ['abc', 'abc'],
  ['"abc"', 'abc'],
  ['order 42', 'order 42'],
  ['"order 42 seat A 1"', 'order 42 seat A 1'],
  ['"a\\"b\\\\c"', 'a"b\\c'],
  ['a"b', 'a"b'],
  ['"abc";v=1', 'abc'],
  ['"abc"; v; w="x;y"', 'abc'],
  ['x'.repeat(255), 'x'.repeat(255)],
  [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
])('reads %j as the key %j', (header, key) => {
  expect(parseIdempotencyKey(header)).toBe(key);
});

it.each([
  '',
  '""',
  '"',
  '"open',
  '"a"b"',
  '"a\\b"',
  '"one", "two"',
  '"abc";',
  '"abc" ;v=1',
  '"abc";V=1',
  'x'.repeat(256),
  `"${'x'.repeat(256)}"`,
  'tab\t',
  'ü',
])('refuses %j', (header) => {
  expect(parseIdempotencyKey(header)).toBeNull();
});
