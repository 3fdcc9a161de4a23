import { z } from 'zod';
import type { CancelCommandName, CancelOutcome } from '../holds/commands.ts';
import { reservationView } from '../holds/reservation-view.ts';
import { defineCommand, type OutcomeOf } from '../shared/command.ts';
import type { Refusal } from '../shared/refusal.ts';
import { visibleAscii } from '../shared/visible-ascii.ts';
import { paymentView } from './payment-view.ts';

const reservationId = visibleAscii({ min: 1, max: 64 });
/**
 * The gateway's id of a payment. It becomes part of a path, so dots, slashes and escapes are
 * excluded.
 */
export const paymentKey = z.string().regex(/^[A-Za-z0-9_=-]{1,200}$/);
const MAX_AMOUNT = 1_000_000_000;
export const MAX_TOP_UP_AMOUNT = 10_000_000;

export const payReservation = defineCommand({
  name: 'payment.pay',
  payload: z.discriminatedUnion('method', [
    z.object({ method: z.literal('wallet'), reservationId }),
    z.object({
      method: z.literal('gateway'),
      reservationId,
      paymentKey,
      amount: z.int().min(0).max(MAX_AMOUNT),
    }),
  ]),
  secretMembers: ['paymentKey'],
  orderingKey: (payload) => payload.reservationId,
  result: z.object({ payment: paymentView, reservation: reservationView }),
  rejections: [
    'insufficient_balance',
    'payment_declined',
    'hold_expired',
    'sale_closed',
    'reservation_not_found',
    'reservation_not_payable',
    'amount_mismatch',
    'nothing_to_pay',
    'order_already_used',
    'idempotency_key_reused',
  ],
});
export type PayReservation = z.infer<typeof payReservation.payload>;
export type GatewayPay = Extract<PayReservation, { method: 'gateway' }>;
export type WalletPay = Extract<PayReservation, { method: 'wallet' }>;
export type PayOutcome = OutcomeOf<typeof payReservation>;
export type PayRefusal = Refusal<(typeof payReservation.rejections)[number]>;

export const topUpWallet = defineCommand({
  name: 'wallet.top-up',
  payload: z.object({
    amount: z.int().positive().max(MAX_TOP_UP_AMOUNT),
    orderId: visibleAscii({ min: 6, max: 64 }),
    paymentKey,
  }),
  secretMembers: ['paymentKey'],
  orderingKey: (payload) => payload.orderId,
  result: z.object({ payment: paymentView, balanceAmount: z.int() }),
  rejections: ['payment_declined', 'order_already_used', 'top_up_order_unknown', 'idempotency_key_reused'],
});
export type TopUpWallet = z.infer<typeof topUpWallet.payload>;
export type TopUpOutcome = OutcomeOf<typeof topUpWallet>;

export type MoneyCommandName = typeof payReservation.name | typeof topUpWallet.name | CancelCommandName;
/** The outcome of any command about money. */
export type MoneyOutcome = PayOutcome | TopUpOutcome | CancelOutcome;

/** The result of a success shows the command. Refusals of all three have the same form. */
export const isPayOutcome = (outcome: MoneyOutcome): outcome is PayOutcome =>
  outcome.status !== 'succeeded' || ('payment' in outcome.result && 'reservation' in outcome.result);
export const isTopUpOutcome = (outcome: MoneyOutcome): outcome is TopUpOutcome =>
  outcome.status !== 'succeeded' || 'balanceAmount' in outcome.result;
export const isCancelOutcome = (outcome: MoneyOutcome): outcome is CancelOutcome =>
  outcome.status !== 'succeeded' || 'refundAmount' in outcome.result;
