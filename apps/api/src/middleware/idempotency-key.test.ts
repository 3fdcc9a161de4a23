import { expect, it } from 'vitest';
import { parseIdempotencyKey } from './idempotency-key.ts';

it.each([
  ['abc', 'abc'],
  ['"abc"', 'abc'],
  ['"a\\"b\\\\c"', 'a"b\\c'],
  ['"', '"'],
  ['x'.repeat(255), 'x'.repeat(255)],
  [`"${'x'.repeat(255)}"`, 'x'.repeat(255)],
])('reads %j as the key %j', (header, key) => {
  expect(parseIdempotencyKey(header)).toBe(key);
});

it.each(['""', 'two words', 'x'.repeat(256), `"${'x'.repeat(256)}"`, 'tab\t', 'ü'])(
  'refuses %j',
  (header) => {
    expect(parseIdempotencyKey(header)).toBeNull();
  },
);
