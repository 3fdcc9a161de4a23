import { topUpWallet } from '@concert-mania/core/wallet/commands';
import { createRoute } from '@hono/zod-openapi';
import type { AddRoute } from '../../add-route.ts';
import { acceptCommand, commandParameters, commandResponses } from '../../commands/accept-command.ts';
import { withIdempotencyKey } from '../../middleware/idempotency-key.ts';
import { signedIn } from '../../middleware/signed-in.ts';
import { bearer, jsonBody } from '../../schema.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/wallet/top-ups',
  tags: ['Wallet and payments'],
  summary: 'Put money into the wallet through the payment gateway',
  security: bearer,
  middleware: [signedIn, withIdempotencyKey] as const,
  parameters: commandParameters,
  request: { body: jsonBody(topUpWallet.payload.strict()) },
  responses: commandResponses,
});

/** `POST /v1/wallet/top-ups`: accepts a top-up; the gateway's approval credits the wallet. */
export const addTopUpWallet: AddRoute = (app, deps) => {
  app.openapi(route, async (c) => {
    const payload = c.req.valid('json');
    return acceptCommand(c, deps, { name: 'wallet.top-up', body: payload, payload });
  });
};
