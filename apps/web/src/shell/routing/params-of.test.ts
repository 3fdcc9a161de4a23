import { expect, it } from 'vitest';
import { paramsOf } from './params-of.ts';

it.each([
  ['/', '/', {}],
  ['/concerts/:concertId/queue', '/concerts/con_1/queue', { concertId: 'con_1' }],
  ['/concerts/:concertId', '/concerts/con_1/queue', null],
  ['/concerts/:concertId', '/concerts/', null],
  ['/wallet', '/wallets', null],
] as const)('the pattern %s finds in %s the parts %o', (pattern, path, params) => {
  expect(paramsOf(pattern, path)).toEqual(params);
});
