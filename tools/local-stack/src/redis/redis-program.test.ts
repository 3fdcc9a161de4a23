import { isRecentEnough } from '@concert-mania/redis/connection/redis-settings';
import { expect, test } from 'vitest';
import { parseVersion } from './redis-program.ts';

test.each([
  ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=5281a7c0c7d68f24', '7.0.15'],
  ['Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1', '8.1.1'],
  ['redis-server: error while loading shared libraries: liblzf.so.1', undefined],
])('reads the version out of %j', (printed, version) => {
  expect(parseVersion(printed)).toBe(version);
});

test.each([
  ['6.2.14', false],
  ['7.0.0', true],
  ['7.2.4', true],
  ['10.0.1', true],
])('judges version %s as recent enough: %s', (version, enough) => {
  expect(isRecentEnough(version)).toBe(enough);
});
