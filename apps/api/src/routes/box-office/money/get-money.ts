import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problems } from '../../../http/problems/problem.ts';
import { bearer, instant, json } from '../../../http/schema.ts';
import { signedInBoxOffice } from '../../../middleware/signed-in.ts';

const MOST_OLDEST = 50;

const count = z.object({ count: z.int(), amount: z.int() }).openapi('MoneyCount', {
  example: { count: 2, amount: 220_000 },
});

const moneySchema = z
  .object({
    payments: count,
    refunds: count,
    stuck: count,
    oldest: z
      .array(
        z.object({
          kind: z.enum(['payment', 'refund']),
          id: z.string().openapi({ example: 'pay_01k3x9w2yq5v7c8m4n6p0r1s2t' }),
          reservationId: z.string().nullable().openapi({ description: 'Null: a top-up of a wallet' }),
          accountId: z.string(),
          method: z.string().openapi({ example: 'gateway' }),
          amount: z.int(),
          since: instant,
        }),
      )
      .openapi({ description: `The ${MOST_OLDEST} oldest payments and refunds without an outcome` }),
    balances: z
      .array(z.object({ account: z.string().openapi({ example: 'revenue' }), amount: z.int() }))
      .openapi({
        description: 'By ledger account, all wallets together: credits minus debits. The sum is 0',
      }),
  })
  .openapi('MoneySummary');

const route = createRoute({
  operationId: 'readMoney',
  method: 'get',
  path: '/v1/box-office/money',
  tags: ['Box office'],
  summary: 'Open and stuck money, and the sums of the ledger',
  description: 'Sums the whole ledger.',
  security: bearer,
  middleware: signedInBoxOffice,
  responses: { 200: json(moneySchema, 'As of now'), ...problems(401, 403) },
});

/** `GET /v1/box-office/money`: sums the whole ledger. */
export const addGetMoney: AddRoute<'boxOffice'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { oldest, balances, ...counts } = await deps.boxOffice.figures.summary(MOST_OLDEST);
    addHeader(c, 'cache-control', 'no-store');
    return c.json(
      {
        ...counts,
        oldest: oldest.map(({ since, ...open }) => ({ ...open, since: since.toISOString() })),
        balances: [...balances],
      },
      200,
    );
  });
};
