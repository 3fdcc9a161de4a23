import { visibleAscii } from '@concert-mania/core/shared/visible-ascii';
import { createRoute, z } from '@hono/zod-openapi';
import { paymentDetailSchema, presentPayment } from '../../commands/present-payment.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const route = createRoute({
  operationId: 'getPayment',
  method: 'get',
  path: '/v1/payments/{paymentId}',
  tags: ['Wallet and payments'],
  summary: 'One of my payments, with its timeline',
  description: "Another account's payment is not found.",
  security: bearer,
  middleware: signedIn,
  request: { params: z.object({ paymentId: visibleAscii({ min: 1, max: 64 }) }) },
  responses: { 200: json(paymentDetailSchema, 'The payment'), ...problems(400, 401, 'payment_not_found') },
});

/** `GET /v1/payments/{paymentId}`: the caller's own; another account's payment is not found. */
export const addGetPayment: AddRoute<'payments'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { paymentId } = c.req.valid('param');
    const payment = await deps.payments.reader.findPayment(c.var.account.id, paymentId);
    if (payment === null) return problem(c, 'payment_not_found');
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentPayment(payment), 200);
  });
};
