import { PAYMENT_STATUSES } from '@concert-mania/core/payments/model';
import { z } from '@hono/zod-openapi';
import { instant } from '../http/schema.ts';

/** A payment as its owner sees it. */
export const paymentSchema = z
  .object({
    id: z.string().openapi({ example: 'pay_01k3x9w2yq5v7c8m4n6p0r1s2t' }),
    reservationId: z.string().nullable().openapi({ description: 'Null for a top-up of the wallet' }),
    method: z.enum(['wallet', 'gateway']).openapi('PaymentMethod'),
    status: z.enum(PAYMENT_STATUSES).openapi('PaymentStatus'),
    amount: z.int(),
    refundedAmount: z.int(),
    failureCode: z.string().nullable(),
    createdAt: instant,
    approvedAt: instant.nullable(),
  })
  .openapi('Payment');
