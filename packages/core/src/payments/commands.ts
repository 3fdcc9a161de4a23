import { z } from 'zod';
import { defineCommand } from '../shared/command.ts';

export const payReservation = defineCommand({
  name: 'payment.pay',
  payload: z.discriminatedUnion('method', [
    z.strictObject({ method: z.literal('wallet'), reservationId: z.string().min(1) }),
    z.strictObject({
      method: z.literal('gateway'),
      reservationId: z.string().min(1),
      paymentKey: z.string().min(1).max(200),
      amount: z.int().positive(),
    }),
  ]),
  orderingKey: (payload) => payload.reservationId,
});
export type PayReservation = z.infer<typeof payReservation.payload>;
