import { viewPayment } from '@concert-mania/core/payments/payment-view';
import { createRoute, z } from '@hono/zod-openapi';
import { paymentSchema } from '../../commands/present-payment.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json, pageOf, pageQuery } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const place = z.strictObject({ before: z.string() });

const route = createRoute({
  operationId: 'listPayments',
  method: 'get',
  path: '/v1/payments',
  tags: ['Wallet and payments'],
  summary: 'My payments, newest first',
  description: 'Payments and top-ups of the account.',
  security: bearer,
  middleware: signedIn,
  request: { query: pageQuery },
  responses: {
    200: json(pageOf(paymentSchema), 'A page of payments'),
    ...problems('validation_failed', 'invalid_cursor', 401),
  },
});

/** `GET /v1/payments`: a page of the caller's own. */
export const addListPayments: AddRoute<'cursors' | 'payments'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const list = `payments ${c.var.account.id}`;
    const start = cursor === undefined ? { before: null } : deps.cursors.open(list, place, cursor);
    if (start === null) return problem(c, 'invalid_cursor');
    const page = await deps.payments.reader.listPayments(c.var.account.id, { before: start.before, limit });
    const last = page.items.at(-1);
    addHeader(c, 'cache-control', 'no-store');
    return c.json(
      {
        items: page.items.map(viewPayment),
        nextCursor: page.more && last ? deps.cursors.seal(list, { before: last.id }) : null,
      },
      200,
    );
  });
};
