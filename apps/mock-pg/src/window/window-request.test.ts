import { expect, test } from 'vitest';
import { parseScenario } from '../scenario.ts';
import { parseWindowRequest, withParameters } from './window-request.ts';
import { WINDOW_TEXTS } from './window-texts.ts';

const SHOP = 'https://shop.example';
const fields = {
  orderId: 'res_1',
  amount: '110000',
  orderName: 'Concert, 2 seats',
  successUrl: `${SHOP}/reservations/res_1/paid`,
  failUrl: `${SHOP}/reservations/res_1/pay`,
};

test('reads an order, in Korean unless English is asked for', () => {
  expect(parseWindowRequest(fields, [SHOP])).toEqual({
    request: { ...fields, amount: 110_000, locale: 'ko' },
  });
  expect(parseWindowRequest({ ...fields, locale: 'en' }, [SHOP])).toMatchObject({
    request: { locale: 'en' },
  });
});

test.each([
  { orderId: '' },
  { orderId: undefined },
  { orderId: 'x'.repeat(65) },
  { amount: '0' },
  { amount: '-5' },
  { amount: '1.5' },
  { orderName: '' },
])('refuses the order %o', (wrong) => {
  expect(parseWindowRequest({ ...fields, ...wrong }, [SHOP])).toEqual({ fault: 'order' });
});

test.each([
  'https://evil.example/',
  'https://shop.example.evil.example/',
  'https://shop.example@evil.example/',
  'https://user:word@shop.example/',
  'http://shop.example/',
  'https://shop.example:8443/',
  '//shop.example/',
  '/reservations',
  'javascript:alert(1)',
  'https:\\\\evil.example',
  `${SHOP}/${'x'.repeat(2_000)}`,
  undefined,
])('leads back to no foreign address: %s', (url) => {
  expect(parseWindowRequest({ ...fields, successUrl: url }, [SHOP])).toEqual({ fault: 'returnUrl' });
  expect(parseWindowRequest({ ...fields, failUrl: url }, [SHOP])).toEqual({ fault: 'returnUrl' });
});

test('leads back to nowhere without allowed origins', () => {
  expect(parseWindowRequest(fields, [])).toEqual({ fault: 'returnUrl' });
});

test('keeps the parameters that the shop gave its address', () => {
  expect(withParameters(`${SHOP}/paid?from=map`, { paymentKey: 'a&b', amount: 5 })).toBe(
    `${SHOP}/paid?from=map&paymentKey=a%26b&amount=5`,
  );
});

test('offers the same scenarios in both languages, and the gateway knows them', () => {
  const scenarios = Object.keys(WINDOW_TEXTS.ko.scenarios);
  expect(Object.keys(WINDOW_TEXTS.en.scenarios)).toEqual(scenarios);
  expect(scenarios.filter((scenario) => parseScenario(scenario) === null)).toEqual([]);
});
