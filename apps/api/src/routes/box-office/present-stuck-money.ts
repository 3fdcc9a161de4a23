import {
  type SettledMoney,
  STUCK_KINDS,
  type StuckMoney,
} from '@concert-mania/core/payments/refunds/stuck-money';
import { z } from '@hono/zod-openapi';
import { instant } from '../../http/schema.ts';

/** Money that waits for a person. */
export const stuckMoneySchema = z
  .object({
    id: z.string().openapi({ example: 'stk_01k3x9w2yq5v7c8m4n6p0r1s2t' }),
    kind: z.enum(STUCK_KINDS).openapi({
      description:
        'refund_refused: the gateway will not give back what a fan is owed. refunded_elsewhere: all of a payment went back at the gateway although its ticket is good, or a top-up went back that was spent. refunded_twice: the gateway gave back what had been given back without it. payment_unclear: the gateway captured another amount than was asked for. unknown_capture: the gateway holds money of a payment that we do not know; the message names its order',
    }),
    paymentId: z.string().nullable(),
    reservationId: z.string().nullable(),
    accountId: z.string().nullable(),
    wantedAmount: z.int().openapi({ description: 'The amount to refund, or the amount refunded in error' }),
    balanceAmount: z.int().nullable().openapi({ description: 'The amount that the gateway still holds' }),
    code: z.string().openapi({ example: 'NOT_CANCELABLE_PAYMENT' }),
    message: z.string().openapi({ description: 'As the gateway worded it' }),
    since: instant,
    attempts: z.int().openapi({ description: 'How often the gateway refused' }),
  })
  .openapi('StuckMoney');

export const settledMoneySchema = stuckMoneySchema
  .extend({ settledAt: instant, settledBy: z.string(), reference: z.string(), note: z.string() })
  .openapi('SettledMoney');

export const presentStuckMoney = (stuck: StuckMoney): z.infer<typeof stuckMoneySchema> => ({
  id: stuck.id,
  kind: stuck.kind,
  paymentId: stuck.paymentId,
  reservationId: stuck.reservationId,
  accountId: stuck.accountId,
  wantedAmount: stuck.wantedAmount,
  balanceAmount: stuck.balanceAmount,
  code: stuck.code,
  message: stuck.message,
  since: stuck.since.toISOString(),
  attempts: stuck.attempts,
});

export const presentSettledMoney = (settled: SettledMoney): z.infer<typeof settledMoneySchema> => ({
  ...presentStuckMoney(settled),
  settledAt: settled.settledAt.toISOString(),
  settledBy: settled.settledBy,
  reference: settled.reference,
  note: settled.note,
});
