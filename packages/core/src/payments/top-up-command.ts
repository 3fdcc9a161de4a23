import { z } from 'zod';
import { defineCommand } from '../shared/command.ts';
import { visibleAscii } from '../shared/visible-ascii.ts';
import { paymentKey } from './commands.ts';

export const MAX_TOP_UP_AMOUNT = 10_000_000;

export const topUpWallet = defineCommand({
  name: 'wallet.top-up',
  payload: z.object({
    amount: z.int().positive().max(MAX_TOP_UP_AMOUNT),
    orderId: visibleAscii({ min: 6, max: 64 }),
    paymentKey,
  }),
  secretMembers: ['paymentKey'],
  orderingKey: (payload) => payload.orderId,
});
export type TopUpWallet = z.infer<typeof topUpWallet.payload>;
