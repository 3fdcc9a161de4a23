import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../add-route.ts';
import { problem, problems } from '../../problem.ts';
import { readBody } from '../../request-bodies/read-body.ts';
import { json } from '../../schema.ts';

const header = (name: string) => ({
  name,
  in: 'header' as const,
  required: true,
  schema: { type: 'string' as const },
});

const route = createRoute({
  method: 'post',
  path: '/v1/webhooks/payments',
  tags: ['Wallet and payments'],
  summary: 'News from the payment gateway, signed after Standard Webhooks',
  parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(header),
  // Not validated by the framework: the signature counts first, and it covers the bytes as they came.
  requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
  responses: {
    200: json(z.object({ received: z.literal(true) }), 'Noted, now or earlier'),
    ...problems('webhook_signature_invalid', 413),
  },
});

/** `POST /v1/webhooks/payments`: makes a payment due for an inquiry. What the news says moves no state. */
export const addReceiveWebhook: AddRoute = (app, deps) => {
  app.openapi(route, async (c) => {
    const delivery = deps.payments.verifyWebhook(await readBody(c), (name) => c.req.header(name));
    if (delivery === null) return problem(c, 'webhook_signature_invalid');
    await deps.payments.webhooks.receive(delivery);
    return c.json({ received: true as const }, 200);
  });
};
