import { expect, it } from 'vitest';
import { rememberMatches } from './remember-matches.ts';

function routerOf(...paths: readonly string[]) {
  const router = rememberMatches<string>();
  router.add('ALL', '*', 'always');
  for (const path of paths) router.add('GET', path, path);
  return (method: string, path: string) =>
    router.match(method, path)[0].map(([handler, params]) => [handler, { ...params }]);
}

it('returns the cached match with the parameters of its path', () => {
  const match = routerOf('/seats/events', '/seats/:seat', '/seats/:seat/:part');
  for (let time = 0; time < 2; time += 1) {
    expect(match('GET', '/seats/7')).toEqual([
      ['always', {}],
      ['/seats/:seat', { seat: '7' }],
    ]);
    expect(match('GET', '/seats/8/row')).toEqual([
      ['always', {}],
      ['/seats/:seat/:part', { seat: '8', part: 'row' }],
    ]);
    expect(match('GET', '/seats/events').map(([handler]) => handler)).toContain('/seats/events');
  }
});

it('distinguishes methods, and does not cache long paths', () => {
  const match = routerOf('/:name');
  expect(match('GET', '/a')).toHaveLength(2);
  expect(match('POST', '/a')).toEqual([['always', {}]]);
  for (const long of ['x'.repeat(500), 'y'.repeat(500)]) {
    expect(match('GET', `/${long}`)).toEqual([
      ['always', {}],
      ['/:name', { name: long }],
    ]);
  }
});
