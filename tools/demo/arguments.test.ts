import { expect, test } from 'vitest';
import { ArgumentError } from '../command-line/options.ts';
import { HELP, readArguments } from './arguments.ts';

test('a rush of 2,000 fans for 500 seats is drawn where nothing is asked for', () => {
  expect(readArguments([])).toEqual({ fans: 2_000, seats: 500, seed: 7, deadlineSeconds: 300 });
});

test('takes fans, seats, seed and deadline from the command line', () => {
  expect(readArguments(['--fans', '30', '--seats=8', '--seed', '0', '--deadline', '60'])).toEqual({
    fans: 30,
    seats: 8,
    seed: 0,
    deadlineSeconds: 60,
  });
});

test.each([
  [['--fans', '0'], 'not a number from 1 to 20000'],
  [['--fans', '2e3'], '--fans is "2e3"'],
  [['--seats', '20001'], '--seats is'],
  [['--seed=-1'], '--seed is'],
  [['--deadline', '5'], 'from 30 to 3600'],
  [['--sets', '5'], '--sets'],
  [['5'], '5'],
])('refuses %j and says what is possible', (argv, message) => {
  expect(() => readArguments(argv)).toThrow(ArgumentError);
  expect(() => readArguments(argv)).toThrow(message);
});

test('help names every option', () => {
  expect(readArguments(['--help', '--fans', '3'])).toBe('help');
  for (const name of ['--fans', '--seats', '--seed', '--deadline']) expect(HELP).toContain(name);
});
