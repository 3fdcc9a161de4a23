import { expect, test } from 'vitest';
import { checkoutPath, readAmount } from './top-up.ts';

test('goes back to a checkout page only', () => {
  expect(checkoutPath('/reservations/res_01k3x9/pay')).toBe('/reservations/res_01k3x9/pay');
  const others = [null, '', '/wallet', '//evil.example/pay', 'https://evil.example', '/reservations/../pay'];
  expect(others.map(checkoutPath)).toEqual(others.map(() => null));
});

test.each([
  ['50000', 50_000],
  ['50,000', 50_000],
  ['1', 1],
  ['50,000원', 50_000],
  ['10000000', 10_000_000],
  ['10000001', null],
  ['0', null],
  ['-5', null],
  ['five', null],
  ['', null],
])('reads the amount "%s"', (text, amount) => {
  expect(readAmount(text)).toBe(amount);
});
