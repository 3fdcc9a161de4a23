import type { FoundAccount, FoundReservation } from '@concert-mania/core/payments/lookup/search';
import { z } from '@hono/zod-openapi';
import { decidedReservation } from '../../commands/present-reservation.ts';
import { instant } from '../../http/schema.ts';

export const foundAccountSchema = z
  .object({ id: z.string(), email: z.string(), name: z.string(), phone: z.string().nullable() })
  .openapi('FoundAccount');

const { id, status, seats, totalAmount, createdAt } = decidedReservation.shape;
/** The show and the account of a reservation. */
export const foundParts = {
  concert: z.object({ id: z.string(), title: z.string() }),
  performance: z.object({ id: z.string(), startsAt: instant }),
  account: foundAccountSchema,
};
export const foundReservationSchema = z
  .object({
    id,
    status,
    seats,
    totalAmount,
    createdAt,
    ...foundParts,
    holderName: z
      .string()
      .nullable()
      .openapi({ description: 'The holder of a sale at the desk, until they are forgotten' }),
  })
  .openapi('FoundReservation');

export const presentFoundAccount = (account: FoundAccount): z.infer<typeof foundAccountSchema> => ({
  id: account.id,
  email: account.email,
  name: account.name,
  phone: account.phone,
});

export const presentParts = ({
  concert,
  performance,
  account,
}: Pick<FoundReservation, 'concert' | 'performance' | 'account'>) => ({
  concert,
  performance: { id: performance.id, startsAt: performance.startsAt.toISOString() },
  account: presentFoundAccount(account),
});

export const presentFoundReservation = (found: FoundReservation): z.infer<typeof foundReservationSchema> => ({
  id: found.id,
  status: found.status,
  seats: found.seats,
  totalAmount: found.totalAmount,
  createdAt: found.createdAt.toISOString(),
  ...presentParts(found),
  holderName: found.holderName,
});
