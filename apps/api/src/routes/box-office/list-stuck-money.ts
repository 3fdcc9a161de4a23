import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json, pageOf, pageQuery } from '../../http/schema.ts';
import { signedInBoxOffice } from '../../middleware/signed-in.ts';
import { presentStuckMoney, stuckMoneySchema } from './present-stuck-money.ts';

const LIST = 'stuck-money';
const place = z.strictObject({ after: z.string() });

const route = createRoute({
  operationId: 'listStuckMoney',
  method: 'get',
  path: '/v1/box-office/stuck-money',
  tags: ['Box office'],
  summary: 'Money that waits for a person, oldest first',
  description: 'Open items only.',
  security: bearer,
  middleware: signedInBoxOffice,
  request: { query: pageQuery },
  responses: {
    200: json(pageOf(stuckMoneySchema), 'A page of unsettled items'),
    ...problems('validation_failed', 'invalid_cursor', 401, 403),
  },
});

/** `GET /v1/box-office/stuck-money`: lists unsettled items only. */
export const addListStuckMoney: AddRoute<'boxOffice' | 'cursors'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const start = cursor === undefined ? { after: null } : deps.cursors.open(LIST, place, cursor);
    if (start === null) return problem(c, 'invalid_cursor');
    const page = await deps.boxOffice.stuckMoney.list({ after: start.after, limit });
    const last = page.items.at(-1);
    addHeader(c, 'cache-control', 'no-store');
    return c.json(
      {
        items: page.items.map(presentStuckMoney),
        nextCursor: page.more && last ? deps.cursors.seal(LIST, { after: last.id }) : null,
      },
      200,
    );
  });
};
