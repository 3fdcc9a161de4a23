import type { Taking } from '@concert-mania/core/box-office/ports';
import { DESK_METHODS } from '@concert-mania/core/payments/model';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problems } from '../../../http/problems/problem.ts';
import { isInOrder, REVERSED } from '../../../http/range-order.ts';
import { bearer, json } from '../../../http/schema.ts';
import { signedInBoxOffice } from '../../../middleware/signed-in.ts';
import { daysBetween, seoulDay } from '../seoul-days.ts';
import { clerkSchema } from './list-blocks.ts';

const MOST_DAYS = 100;

const amounts = {
  sales: z.int(),
  soldAmount: z.int(),
  refunds: z.int(),
  refundedAmount: z.int(),
  netAmount: z.int().openapi({ description: 'What should be left: sold less refunded' }),
};
const method = z.enum(DESK_METHODS).openapi('DeskMethod');
const takingsSchema = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    totals: z.array(z.object({ method, ...amounts }).openapi('MethodTotal')).openapi({
      description: 'One for each method of the desk',
    }),
    items: z.array(
      z.object({ day: z.iso.date(), method, seller: clerkSchema, ...amounts }).openapi('Taking'),
    ),
  })
  .openapi('Takings');

const day = (description: string) =>
  z.iso.date().optional().openapi({ type: 'string', format: 'date', description, example: '2026-03-01' });

const route = createRoute({
  operationId: 'getTakings',
  method: 'get',
  path: '/v1/box-office/takings',
  tags: ['Box office'],
  summary: 'What the desk took, by day, method and seller',
  description:
    'For closing the till. A sale counts for who sold it, a refund for who made it, on the day in Seoul.',
  security: bearer,
  middleware: signedInBoxOffice,
  request: {
    query: z
      .strictObject({
        from: day('The first day; today if left out'),
        to: day(`The last day, at most ${MOST_DAYS} after the first; the first if left out`),
      })
      .refine(isInOrder, REVERSED)
      .refine(
        ({ from, to }) => from === undefined || to === undefined || daysBetween(from, to) <= MOST_DAYS,
        {
          path: ['to'],
          message: `must be at most ${MOST_DAYS} days after from`,
        },
      ),
  },
  responses: { 200: json(takingsSchema, 'The takings'), ...problems('validation_failed', 401, 403) },
});

function totalOf(takings: readonly Taking[], of: Taking['method']) {
  const sum = (key: 'sales' | 'soldAmount' | 'refunds' | 'refundedAmount') =>
    takings.filter((taking) => taking.method === of).reduce((total, taking) => total + taking[key], 0);
  const [soldAmount, refundedAmount] = [sum('soldAmount'), sum('refundedAmount')];
  return {
    method: of,
    sales: sum('sales'),
    soldAmount,
    refunds: sum('refunds'),
    refundedAmount,
    netAmount: soldAmount - refundedAmount,
  };
}

/** `GET /v1/box-office/takings`. */
export const addGetTakings: AddRoute<'boxOffice' | 'clock'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const query = c.req.valid('query');
    const from = query.from ?? query.to ?? seoulDay(deps.clock());
    const to = query.to ?? from;
    const takings = await deps.boxOffice.desk.readTakings({ from, to });
    addHeader(c, 'cache-control', 'no-store');
    const items = takings.map((taking) => ({
      ...taking,
      netAmount: taking.soldAmount - taking.refundedAmount,
    }));
    return c.json({ from, to, totals: DESK_METHODS.map((of) => totalOf(takings, of)), items }, 200);
  });
};
