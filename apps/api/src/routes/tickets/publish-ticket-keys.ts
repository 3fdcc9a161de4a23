import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { json } from '../../http/schema.ts';
import { answerShared } from '../../http/shared-bodies/answer.ts';
import { conditionalHeaders, notModified } from '../../http/shared-bodies/conditional.ts';
import { shareBody } from '../../http/shared-bodies/shared-body.ts';
import { ticketKeyFields } from './ticket-key-fields.ts';

const FIVE_MINUTES = 'public, max-age=300';

const keySet = z
  .object({
    keys: z.array(z.object(ticketKeyFields)),
  })
  .openapi('TicketKeySet');

const route = createRoute({
  operationId: 'getTicketKeys',
  method: 'get',
  path: '/.well-known/ticket-keys.json',
  tags: ['Tickets'],
  summary: 'The public keys of ticket codes, as a JWK set (RFC 7517, RFC 8037)',
  description:
    'An Ed25519 signature of any of these keys makes a code good. `kid` is the part of the code before its signature.',
  responses: {
    200: { ...json(keySet, 'The key that signs, and those that signed before'), headers: conditionalHeaders },
    ...notModified,
  },
});

/** `GET /.well-known/ticket-keys.json`: the same for everybody. */
export const addPublishTicketKeys: AddRoute<'ticketKeys'> = (app, { ticketKeys }) => {
  const body = shareBody(Buffer.from(JSON.stringify(ticketKeys.keySet)));
  app.openapi(route, (c) => answerShared<z.infer<typeof keySet>>(c, body, FIVE_MINUTES));
};
