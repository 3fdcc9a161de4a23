import { PAYMENT_METHODS, PAYMENT_STATUSES } from '@concert-mania/core/payments/model';
import { paymentView, viewPayment } from '@concert-mania/core/payments/payment-view';
import type { PaymentDetail } from '@concert-mania/core/payments/ports';
import { z } from '@hono/zod-openapi';
import { instant } from '../http/schema.ts';
import { presentTimeline, timelineSchema } from './present-timeline.ts';

/** A payment as its owner sees it. */
export const paymentSchema = paymentView
  .extend({
    id: z.string().openapi({ example: 'pay_01k3x9w2yq5v7c8m4n6p0r1s2t' }),
    reservationId: z.string().nullable().openapi({ description: 'Null for a top-up of the wallet' }),
    method: z.enum(PAYMENT_METHODS).openapi('PaymentMethod'),
    status: z.enum(PAYMENT_STATUSES).openapi('PaymentStatus'),
    createdAt: instant,
    approvedAt: instant.nullable(),
  })
  .openapi('Payment');

/** One payment with its timeline. */
export const paymentDetailSchema = paymentSchema
  .extend({ timeline: timelineSchema })
  .openapi('PaymentDetail');

export const presentPayment = ({
  payment,
  timeline,
}: PaymentDetail): z.infer<typeof paymentDetailSchema> => ({
  ...viewPayment(payment),
  timeline: presentTimeline(timeline),
});
