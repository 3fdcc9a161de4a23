import { expect, test } from 'vitest';
import { compareBooks, type GatewayItem } from './gateway-books.ts';
import type { GatewayBooking } from './sale-report.ts';

const booking = (orderId: string, more: Partial<GatewayBooking> = {}): GatewayBooking => ({
  orderId,
  status: 'completed',
  amount: 1_000,
  refundedAmount: 0,
  ...more,
});
const captured = (orderId: string, amount = 1_000): GatewayItem => ({
  type: 'capture',
  orderId,
  paymentKey: `pk of ${orderId}`,
  amount,
});
const cancelled = (orderId: string, amount: number): GatewayItem => ({
  type: 'cancel',
  orderId,
  paymentKey: `pk of ${orderId}`,
  amount,
});

test('books that agree have no differences; other captures of the gateway are ignored', () => {
  const items = [
    captured('a'),
    captured('b'),
    cancelled('b', 300),
    captured('c'),
    cancelled('c', 1_000),
    captured('x'),
  ];
  const bookings = [
    booking('a'),
    booking('b', { status: 'partially_cancelled', refundedAmount: 300 }),
    booking('c', { status: 'cancelled', refundedAmount: 1_000 }),
    booking('d', { status: 'failed' }),
  ];
  expect(compareBooks(items, bookings)).toEqual([]);
});

test.each([
  ['money captured twice', [captured('a'), captured('a')], booking('a')],
  ['money that the gateway never captured', [], booking('a')],
  ['money captured for a failed payment', [captured('a')], booking('a', { status: 'failed' })],
  [
    'a refund that the gateway never gave',
    [captured('a')],
    booking('a', { status: 'cancelled', refundedAmount: 1_000 }),
  ],
  [
    'a refund that was given twice',
    [captured('a'), cancelled('a', 300), cancelled('a', 300)],
    booking('a', { status: 'partially_cancelled', refundedAmount: 300 }),
  ],
  ['another amount', [captured('a', 999)], booking('a')],
])('reports %s', (_what, items, ours) => {
  expect(compareBooks(items, [ours])).toEqual([expect.stringContaining('a: the gateway captured')]);
});
