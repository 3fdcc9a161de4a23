import { expect, test } from 'vitest';
import { ArgumentError } from '../command-line/options.ts';
import { readArguments } from './arguments.ts';

test('reads one seed or a range of seeds', () => {
  expect(readArguments(['--seed', '7', '--minutes', '0.5'])).toMatchObject({ seeds: [7], minutes: 0.5 });
  expect(readArguments(['--seeds', '3-5'])).toMatchObject({ seeds: [3, 4, 5], minutes: 1 });
  expect(readArguments(['--read-only', '30'])).toMatchObject({ readOnlySeconds: 30 });
  expect(readArguments(['--help'])).toBe('help');
});

test.each([
  ['--seed', 'seven'],
  ['--seeds', '5-3'],
  ['--minutes', '0'],
  ['--fans', '9999'],
  ['--read-only', '0'],
  ['--speed', '1'],
])('refuses %s %s, saying what is allowed', (...argv) => {
  expect(() => readArguments(argv)).toThrow(ArgumentError);
});
