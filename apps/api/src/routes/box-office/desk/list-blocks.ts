import type { SeatBlock } from '@concert-mania/core/box-office/ports';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, instant, json, pageOf, pageQuery } from '../../../http/schema.ts';
import { signedInBoxOffice } from '../../../middleware/signed-in.ts';

/** A staff member as colleagues see them. */
export const clerkSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable().openapi({ description: 'Null once the account is erased' }),
  })
  .openapi('Clerk');

const seatBlockSchema = z
  .object({
    seatNumber: z.int(),
    label: z.string(),
    reason: z.string(),
    blockedBy: clerkSchema,
    blockedAt: instant,
  })
  .openapi('SeatBlock');

const route = createRoute({
  operationId: 'listBlocks',
  method: 'get',
  path: '/v1/box-office/performances/{performanceId}/blocks',
  tags: ['Box office'],
  summary: 'Blocked seats with reason, by seat number',
  description: 'Who blocked each seat, why and when.',
  security: bearer,
  middleware: signedInBoxOffice,
  request: { params: z.object({ performanceId: z.string().min(1).max(64) }), query: pageQuery },
  responses: {
    200: json(pageOf(seatBlockSchema), 'A page of blocked seats'),
    ...problems('validation_failed', 'invalid_cursor', 401, 403, 'performance_not_found'),
  },
});

const place = z.strictObject({ after: z.int() });
const present = (block: SeatBlock): z.infer<typeof seatBlockSchema> => ({
  ...block,
  blockedAt: block.blockedAt.toISOString(),
});

/** `GET /v1/box-office/performances/{id}/blocks`. */
export const addListBlocks: AddRoute<'boxOffice' | 'cursors' | 'performances'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { performanceId } = c.req.valid('param');
    const { cursor, limit } = c.req.valid('query');
    const list = `blocks ${performanceId}`;
    const start = cursor === undefined ? { after: 0 } : deps.cursors.open(list, place, cursor);
    if (start === null) return problem(c, 'invalid_cursor');
    if ((await deps.performances.find(performanceId)) === null) return problem(c, 'performance_not_found');
    const page = await deps.boxOffice.desk.listBlocks(performanceId, { ...start, limit });
    const last = page.items.at(-1);
    addHeader(c, 'cache-control', 'no-store');
    const nextCursor = page.more && last ? deps.cursors.seal(list, { after: last.seatNumber }) : null;
    return c.json({ items: page.items.map(present), nextCursor }, 200);
  });
};
