import { MAX_TOP_UP_AMOUNT } from '@concert-mania/core/payments/commands';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, instant, json, jsonBody } from '../../http/schema.ts';
import { limitAccount } from '../../middleware/limit-rate.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const order = z
  .object({
    orderId: z.string().openapi({ example: 'tuo_01k3x9w2yq5v7c8m4n6p0r1s2t' }),
    amount: z.int().positive(),
    expiresAt: instant,
  })
  .openapi('TopUpOrder');

const route = createRoute({
  operationId: 'openTopUpOrder',
  method: 'post',
  path: '/v1/wallet/top-up-orders',
  tags: ['Wallet and payments'],
  summary: "Open an order for a top-up, for the gateway's payment window",
  description: 'Its id goes to the payment window of the gateway.',
  security: bearer,
  middleware: [signedIn, limitAccount('top-up-order-account', 'top-up-orders-day')] as const,
  request: { body: jsonBody(z.strictObject({ amount: z.int().positive().max(MAX_TOP_UP_AMOUNT) })) },
  responses: {
    201: json(order, 'An order of this account and amount, to be redeemed once before it expires'),
    ...problems('validation_failed', 'malformed_json', 401, 'too_many_top_up_orders', 413, 415),
  },
});

/** `POST /v1/wallet/top-up-orders`: an order that a top-up redeems. */
export const addOpenTopUpOrder: AddRoute<'payments'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const opened = await deps.payments.topUpOrders.open(c.var.account.id, c.req.valid('json').amount);
    if (opened === null) return problem(c, 'too_many_top_up_orders');
    addHeader(c, 'cache-control', 'no-store');
    const { id, amount, expiresAt } = opened;
    return c.json({ orderId: id, amount, expiresAt: expiresAt.toISOString() }, 201);
  });
};
