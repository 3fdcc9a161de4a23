import { z } from 'zod';
import type { GatewayBooking } from './sale-report.ts';

/** The answer of `GET /mock/ledger`. */
export const gatewayLedger = z.object({
  items: z.array(
    z.object({
      type: z.enum(['capture', 'cancel']),
      orderId: z.string(),
      paymentKey: z.string(),
      amount: z.number(),
    }),
  ),
});
export type GatewayItem = z.infer<typeof gatewayLedger>['items'][number];

interface Money {
  captured: number;
  givenBack: number;
}

/**
 * Where the gateway's books and ours differ about our orders: what it captured is what we have as
 * completed, and what it gave back is what we have as refunded. Empty when they agree.
 */
export function compareBooks(
  items: readonly GatewayItem[],
  bookings: readonly GatewayBooking[],
): readonly string[] {
  const ours = new Map<string, Money>();
  for (const { orderId, status, amount, refundedAmount } of bookings) {
    const sum = moneyOf(ours, orderId);
    if (status === 'in_progress' || status === 'failed') continue;
    sum.captured += amount;
    sum.givenBack += refundedAmount;
  }
  const theirs = new Map<string, Money>();
  for (const { orderId, type, amount } of items) {
    if (!ours.has(orderId)) continue;
    moneyOf(theirs, orderId)[type === 'capture' ? 'captured' : 'givenBack'] += amount;
  }
  return [...ours].flatMap(([orderId, our]) => {
    const their = moneyOf(theirs, orderId);
    if (their.captured === our.captured && their.givenBack === our.givenBack) return [];
    return [
      `${orderId}: the gateway captured ${their.captured} and gave back ${their.givenBack}, we have ${our.captured} and ${our.givenBack}`,
    ];
  });
}

function moneyOf(books: Map<string, Money>, orderId: string): Money {
  const known = books.get(orderId);
  if (known) return known;
  const money = { captured: 0, givenBack: 0 };
  books.set(orderId, money);
  return money;
}
