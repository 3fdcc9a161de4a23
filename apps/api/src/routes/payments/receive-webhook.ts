import { makeBoundedMap } from '@concert-mania/core/shared/bounded-map';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { readBody } from '../../http/request-bodies/read-body.ts';
import { json } from '../../http/schema.ts';
import { clientGroup, clientGroups, overLimit } from '../../middleware/limit-rate.ts';

const MAX_GATEWAYS = 100;

const header = (name: string) => ({
  name,
  in: 'header' as const,
  required: true,
  schema: { type: 'string' as const },
});

const NEWS = {
  type: 'object' as const,
  properties: {
    eventType: { type: 'string' as const, example: 'PAYMENT_STATUS_CHANGED' },
    createdAt: { type: 'string' as const },
    data: {
      type: 'object' as const,
      required: ['paymentKey'],
      properties: {
        paymentKey: { type: 'string' as const, maxLength: 200 },
        orderId: { type: 'string' as const },
        status: { type: 'string' as const, maxLength: 50, example: 'DONE' },
      },
    },
  },
};

const route = createRoute({
  operationId: 'receivePaymentNews',
  method: 'post',
  path: '/v1/webhooks/payments',
  tags: ['Wallet and payments'],
  summary: 'Webhooks of the payment gateway, signed by Standard Webhooks',
  description:
    'For the gateway. The payment becomes due for an inquiry; the content of the webhook changes nothing.',
  parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(header),
  // Not validated by the framework: the signature is checked first, over the raw bytes.
  requestBody: { required: true, content: { 'application/json': { schema: NEWS } } },
  responses: {
    200: json(z.object({ received: z.literal(true) }), 'Recorded, now or earlier'),
    ...problems('webhook_signature_invalid', 413, 429),
  },
});

/**
 * `POST /v1/webhooks/payments`: makes a payment due for an inquiry and changes nothing else.
 * Requests of an address are rate limited until one is signed; invalid headers are refused before
 * the body is read.
 */
export const addReceiveWebhook: AddRoute<'payments'> = (app, deps) => {
  /** Addresses that sent signed webhooks; they are no longer counted. */
  const gateways = makeBoundedMap<string, true>(MAX_GATEWAYS);
  app.openapi(route, async (c) => {
    const { signedWebhooks, webhooks } = deps.payments;
    const group = clientGroup(c);
    const refused = gateways.get(group) ? null : await overLimit(c, 'webhook-address', clientGroups);
    if (refused !== null) return refused;
    const headers = signedWebhooks.readHeaders((name) => c.req.header(name));
    const delivery = headers && signedWebhooks.verify(await readBody(c), headers);
    if (delivery === null) return problem(c, 'webhook_signature_invalid');
    gateways.set(group, true);
    await webhooks.receive(delivery);
    return c.json({ received: true as const }, 200);
  });
};
