import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { reversedRange } from '../../../http/problems/validation-errors.ts';
import { isInOrder, REVERSED } from '../../../http/range-order.ts';
import { bearer, json } from '../../../http/schema.ts';
import { signedInBoxOffice } from '../../../middleware/signed-in.ts';
import { addDays, daysBetween, seoulDay } from '../seoul-days.ts';

const MOST_DAYS = 92;
const DEFAULT_DAYS = 14;

const query = z
  .strictObject({
    from: z.iso.date().optional().openapi({ description: 'The first day, in Seoul' }),
    to: z.iso.date().optional().openapi({ description: 'The last day, in Seoul; default: today' }),
  })
  .refine(isInOrder, REVERSED)
  .refine(({ from, to }) => from === undefined || to === undefined || daysBetween(from, to) < MOST_DAYS, {
    path: ['from'],
    message: `more than ${MOST_DAYS} days`,
  });

const daysSchema = z
  .object({
    from: z.iso.date(),
    to: z.iso.date(),
    items: z.array(
      z.object({
        day: z.iso.date().openapi({ example: '2027-01-31' }),
        account: z.string().openapi({ example: 'revenue' }),
        creditAmount: z.int(),
        debitAmount: z.int(),
      }),
    ),
  })
  .openapi('MoneyDays');

const route = createRoute({
  operationId: 'listMoneyDays',
  method: 'get',
  path: '/v1/box-office/money/days',
  tags: ['Box office'],
  summary: 'The sums of the ledger by day and account, newest first',
  description: `All wallets are one account. At most ${MOST_DAYS} days; by default the last ${DEFAULT_DAYS}. Days without entries are missing.`,
  security: bearer,
  middleware: signedInBoxOffice,
  request: { query },
  responses: { 200: json(daysSchema, 'The sums'), ...problems('validation_failed', 401, 403) },
});

/** `GET /v1/box-office/money/days`: days of Seoul. */
export const addListMoneyDays: AddRoute<'boxOffice' | 'clock'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const given = c.req.valid('query');
    const to = given.to ?? seoulDay(deps.clock());
    const earliest = addDays(to, 1 - MOST_DAYS);
    const wanted = given.from ?? addDays(to, 1 - DEFAULT_DAYS);
    const from = wanted < earliest ? earliest : wanted;
    if (!isInOrder({ from, to })) {
      return problem(c, 'validation_failed', { errors: [reversedRange('from', c.var.locale)] });
    }
    const days = await deps.boxOffice.figures.days(from, to);
    addHeader(c, 'cache-control', 'no-store');
    const items = days.map(({ credit, debit, ...row }) => ({
      ...row,
      creditAmount: credit,
      debitAmount: debit,
    }));
    return c.json({ from, to, items }, 200);
  });
};
