import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { isInOrder, REVERSED } from '../../../http/range-order.ts';
import { bearer, json, pageOf, pageQuery } from '../../../http/schema.ts';
import { signedInAdmin } from '../../../middleware/signed-in.ts';
import { presentStaffAction, staffActionSchema } from './present-staff.ts';

const place = z.strictObject({ before: z.string().regex(/^\d{1,18}$/) });
const word = z
  .string()
  .regex(/^[\w.:-]{1,80}$/)
  .optional();
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional();

const route = createRoute({
  operationId: 'listStaffActions',
  method: 'get',
  path: '/v1/admin/actions',
  tags: ['Admin'],
  summary: 'Actions of staff, newest first',
  description:
    'Every change that staff make is recorded with who made it, and can neither be edited nor removed.',
  security: bearer,
  middleware: signedInAdmin,
  request: {
    query: pageQuery
      .extend({
        accountId: word.openapi({ description: 'The account that acted' }),
        action: word.openapi({ example: 'concert.published' }),
        subject: word.openapi({ description: 'The id of the changed object' }),
        from: moment.openapi({ type: 'string', format: 'date-time', description: 'At this moment or later' }),
        to: moment.openapi({ type: 'string', format: 'date-time', description: 'Before this moment' }),
      })
      .refine(isInOrder, REVERSED),
  },
  responses: {
    200: json(pageOf(staffActionSchema), 'A page of actions'),
    ...problems('validation_failed', 'invalid_cursor', 401, 403),
  },
});

/** `GET /v1/admin/actions`. */
export const addListActions: AddRoute<'cursors' | 'staff'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const {
      accountId = null,
      action = null,
      subject = null,
      from = null,
      to = null,
      ...page
    } = c.req.valid('query');
    const filter = { accountId, action, subject, from, to };
    const list = `admin-actions ${JSON.stringify(filter)}`;
    const start = page.cursor === undefined ? { before: null } : deps.cursors.open(list, place, page.cursor);
    if (start === null) return problem(c, 'invalid_cursor');
    const found = await deps.staff.actions.list({ filter, before: start.before, limit: page.limit });
    const last = found.items.at(-1);
    addHeader(c, 'cache-control', 'no-store');
    const nextCursor = found.more && last ? deps.cursors.seal(list, { before: last.id }) : null;
    return c.json({ items: found.items.map(presentStaffAction), nextCursor }, 200);
  });
};
