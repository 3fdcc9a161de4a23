import { topUpWallet } from '@concert-mania/core/payments/commands';
import { createRoute } from '@hono/zod-openapi';
import {
  acceptCommand,
  commandParameters,
  commandResponses,
  submissionOf,
} from '../../commands/accept-command.ts';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, jsonBody } from '../../http/schema.ts';
import { withIdempotencyKey } from '../../middleware/idempotency-key.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/wallet/top-ups',
  tags: ['Wallet and payments'],
  summary: 'Put money into the wallet through the payment gateway',
  security: bearer,
  middleware: [signedIn, withIdempotencyKey] as const,
  parameters: commandParameters,
  request: { body: jsonBody(topUpWallet.payload.strict()) },
  responses: { ...commandResponses, ...problems('top_up_order_unknown') },
});

/**
 * `POST /v1/wallet/top-ups`: accepts a top-up of the account's own order; the gateway's approval
 * credits the wallet.
 */
export const addTopUpWallet: AddRoute = (app, deps) => {
  app.openapi(route, async (c) => {
    const payload = c.req.valid('json');
    const command = { name: topUpWallet.name, payload };
    const isOpen = await deps.payments.topUpOrders.isOpen(c.var.account.id, payload);
    // The worker redeems the order; a retry of the top-up after that still gets its job.
    if (!isOpen && !(await deps.commands.knowsKey(submissionOf(c, deps, command)))) {
      return problem(c, 'top_up_order_unknown');
    }
    return acceptCommand(c, deps, command);
  });
};
