import { z } from 'zod';
import { defineCommand } from '../shared/command.ts';
import { visibleAscii } from '../shared/visible-ascii.ts';

const reservationId = visibleAscii({ min: 1, max: 64 });
/**
 * The gateway's id of a payment. It becomes part of a path, so dots, slashes and escapes are
 * excluded.
 */
export const paymentKey = z.string().regex(/^[A-Za-z0-9_=-]{1,200}$/);
const MAX_AMOUNT = 1_000_000_000;

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
});
export type PayReservation = z.infer<typeof payReservation.payload>;
