import { z } from 'zod';
import { defineCommand } from '../shared/command.ts';

export const MAX_TOP_UP_AMOUNT = 10_000_000;

export const topUpWallet = defineCommand({
  name: 'wallet.top-up',
  payload: z.strictObject({
    amount: z.int().positive().max(MAX_TOP_UP_AMOUNT),
    orderId: z.string().min(6).max(64),
    paymentKey: z.string().min(1).max(200),
  }),
  orderingKey: (payload) => payload.orderId,
});
export type TopUpWallet = z.infer<typeof topUpWallet.payload>;
