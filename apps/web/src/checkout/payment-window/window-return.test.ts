import { expect, test } from 'vitest';
import { idempotencyKeyOf, readApproval, readFailure } from './window-return.ts';

const approval = { paymentKey: 'pk_Ab-1=', orderId: 'res_01k3x9', amount: 110_000 };
const searchOf = (changes: Record<string, string>) =>
  `?${new URLSearchParams({ paymentKey: 'pk_Ab-1=', orderId: 'res_01k3x9', amount: '110000', ...changes })}`;

test('reads what the payment window adds to the success address', () => {
  expect(readApproval(searchOf({}))).toEqual(approval);
});

test.each<Record<string, string>>([
  { paymentKey: '' },
  { paymentKey: '../cancel' },
  { orderId: '' },
  { orderId: 'res 1 and more' },
  { amount: '' },
  { amount: '0' },
  { amount: '1e6' },
  { amount: '110000.5' },
])('takes no address with %o', (changes) => {
  expect(readApproval(searchOf(changes))).toBeNull();
});

test('takes no address without parameters', () => {
  expect(readApproval('')).toBeNull();
});

test.each([
  ['?code=PAY_PROCESS_CANCELED&message=x', { kind: 'cancelled' }],
  ['?code=REJECT_CARD_COMPANY', { kind: 'failed', code: 'REJECT_CARD_COMPANY' }],
  ['', null],
  ['?code=', null],
  ['?code=%3Cb%3E', null],
  ['?message=Call+us', null],
])('reads the failure address %s', (search, failure) => {
  expect(readFailure(search)).toEqual(failure);
});

test('gives one payment one idempotency key', () => {
  expect(idempotencyKeyOf(approval)).toBe(idempotencyKeyOf({ ...approval }));
  const longest = { ...approval, paymentKey: 'x'.repeat(200) };
  expect(idempotencyKeyOf(longest).length).toBeLessThanOrEqual(255);
});
