import { readQuestion } from '@concert-mania/core/payments/lookup/search';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { actorOf, signedInBoxOffice } from '../../middleware/signed-in.ts';
import {
  foundAccountSchema,
  foundReservationSchema,
  presentFoundAccount,
  presentFoundReservation,
} from './present-found.ts';

const MAX_TEXT_CHARS = 254;
const MAX_FOUND = 50;

const result = z
  .object({
    accounts: z.array(foundAccountSchema),
    reservations: z.array(foundReservationSchema),
    more: z.boolean().openapi({ description: 'There is more: ask more precisely' }),
  })
  .openapi('SearchResult');

const route = createRoute({
  operationId: 'searchBoxOffice',
  method: 'get',
  path: '/v1/box-office/search',
  tags: ['Box office'],
  summary: 'Find reservations and accounts, newest first',
  description:
    'Names match by part, everything else as a whole. The search is recorded with the accounts that it showed.',
  security: bearer,
  middleware: signedInBoxOffice,
  request: {
    query: z.object({
      q: z
        .string()
        .trim()
        .min(1)
        .max(MAX_TEXT_CHARS)
        .refine((text) => !text.includes('\0'), 'contains a null character')
        .openapi({
          description:
            'An e-mail address, a part of a name or a phone number, of an account or of the holder of a sale at the desk; a payment key; or the id of a reservation, ticket, payment or account. With `performanceId`, or after the id of a performance: the label or number of a seat',
          example: '010-1234-5678',
        }),
      performanceId: z.string().min(1).max(64).optional(),
      limit: z.coerce.number().int().min(1).max(MAX_FOUND).default(20),
    }),
  },
  responses: { 200: json(result, 'At most `limit` of each'), ...problems('validation_failed', 401, 403) },
});

/** `GET /v1/box-office/search`: the search is recorded with the accounts that it showed. */
export const addSearchBoxOffice: AddRoute<'boxOffice'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { q, performanceId = null, limit } = c.req.valid('query');
    const { search } = deps.boxOffice.lookup;
    const found = await search(readQuestion(q, performanceId), limit, actorOf(c));
    addHeader(c, 'cache-control', 'no-store');
    return c.json(
      {
        accounts: found.accounts.map(presentFoundAccount),
        reservations: found.reservations.map(presentFoundReservation),
        more: found.more,
      },
      200,
    );
  });
};
