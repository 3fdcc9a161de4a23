import { z } from 'zod';
import { PAYMENT_METHODS, PAYMENT_STATUSES, type Payment } from './model.ts';

/** A payment as a client sees it: times as RFC 3339 strings, without the payment key. */
export const paymentView = z.object({
  id: z.string(),
  /** Null for a top-up. */
  reservationId: z.string().nullable(),
  method: z.enum(PAYMENT_METHODS),
  status: z.enum(PAYMENT_STATUSES),
  amount: z.int(),
  refundedAmount: z.int(),
  failureCode: z.string().nullable(),
  createdAt: z.iso.datetime(),
  approvedAt: z.iso.datetime().nullable(),
});
export type PaymentView = Readonly<z.infer<typeof paymentView>>;

/** The form in which clients see a payment. */
export function viewPayment(payment: Payment): PaymentView {
  return {
    id: payment.id,
    reservationId: payment.reservationId,
    method: payment.method,
    status: payment.status,
    amount: payment.amount,
    refundedAmount: payment.refundedAmount,
    failureCode: payment.failureCode,
    createdAt: payment.createdAt.toISOString(),
    approvedAt: payment.approvedAt?.toISOString() ?? null,
  };
}
