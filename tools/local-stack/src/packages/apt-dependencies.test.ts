import { expect, test } from 'vitest';
import { parseDependencies } from './apt-dependencies.ts';

const PRINTED = `redis-tools
  PreDepends: init-system-helpers
  Depends: libc6
  Depends: libjemalloc2
 |Depends: libsystemd0
  Depends: libelogind0
  Breaks: redis-server
  Suggests: ruby-redis
  Replaces: redis-server
`;

test('reads hard dependencies and leaves suggestions and conflicts out', () => {
  expect(parseDependencies(PRINTED).flat()).toEqual([
    'init-system-helpers',
    'libc6',
    'libjemalloc2',
    'libsystemd0',
    'libelogind0',
  ]);
});

test('keeps alternatives together, the favourite first', () => {
  expect(parseDependencies(PRINTED).at(-1)).toEqual(['libsystemd0', 'libelogind0']);
});

test('finds nothing in the answer for an unknown package', () => {
  expect(parseDependencies('N: Unable to locate package redis-tools\n')).toEqual([]);
});
