import { cleanText } from '@concert-mania/core/shared/visible-text';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { isInOrder, REVERSED } from '../../http/range-order.ts';
import { json, pageOf, pageQuery } from '../../http/schema.ts';
import { answerShared, shareBySource } from '../../http/shared-bodies/answer.ts';
import { conditionalHeaders, notModified, REVALIDATE } from '../../http/shared-bodies/conditional.ts';
import { overReadPrice } from '../../middleware/limit-rate.ts';
import { READ_PRICES } from '../../middleware/limits.ts';
import { concertSummarySchema, presentSummary } from './present-concert.ts';

const DAY_MS = 86_400_000;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2999;
const pageSchema = pageOf(concertSummarySchema);

/** Korea has had no clock changes since 1988. */
const SEOUL = 'T00:00:00+09:00';

/** A day in Seoul or a moment. A day means its beginning, or with `days = 1` its end. */
const moment = (days: 0 | 1, description: string) =>
  z
    .union([z.iso.date(), z.iso.datetime({ offset: true })])
    .transform((text) =>
      text.length === 10 ? new Date(Date.parse(text + SEOUL) + days * DAY_MS) : new Date(text),
    )
    .refine(
      (date) => date.getUTCFullYear() >= FIRST_YEAR && date.getUTCFullYear() <= LAST_YEAR,
      'out of range',
    )
    .openapi({ type: 'string', description, example: '2026-03-01' });

const query = pageQuery
  .extend({
    keyword: z
      .string()
      .overwrite(cleanText)
      .max(100)
      .refine((text) => !text.includes('\0'), 'contains a null character')
      .optional()
      .openapi({
        description:
          'Words, or parts of words, in title, artist or venue. Case, accents, quotes, dashes and middle dots are not compared',
      }),
    from: moment(0, 'A performance starts on this day (in Seoul) or at this moment, or later').optional(),
    to: moment(1, 'A performance starts on this day (in Seoul) or before this moment, or earlier').optional(),
  })
  .refine(isInOrder, REVERSED);
const place = z.strictObject({ before: z.string() });

const route = createRoute({
  operationId: 'listConcerts',
  method: 'get',
  path: '/v1/concerts',
  tags: ['Catalogue'],
  summary: 'Concerts, newest first',
  description: 'Only published concerts. The keyword matches parts of words in Korean and English.',
  request: { query },
  responses: {
    200: { ...json(pageSchema, 'A page of concerts'), headers: conditionalHeaders },
    ...notModified,
    ...problems('validation_failed', 'invalid_cursor', 'rate_limited'),
  },
});

const written = shareBySource();

/** `GET /v1/concerts`: a page of published concerts. */
export const addListConcerts: AddRoute<'catalogue' | 'cursors'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { keyword: typed, from = null, to = null, cursor, limit } = c.req.valid('query');
    // An invisible keyword counts as none.
    const keyword = typed || null;
    const list = `concerts ${JSON.stringify([keyword, from, to])}`;
    const start = cursor === undefined ? { before: null } : deps.cursors.open(list, place, cursor);
    if (start === null) return problem(c, 'invalid_cursor');
    const refusal = keyword !== null && (await overReadPrice(c, READ_PRICES.search));
    if (refusal) return refusal;
    const filter = { keyword, from, to };
    const page = await deps.catalogue.concerts.listConcerts({ filter, before: start.before, limit });
    const last = page.items.at(-1);
    const body = written(page, () => ({
      items: page.items.map(presentSummary),
      nextCursor: page.more && last ? deps.cursors.seal(list, { before: last.id }) : null,
    }));
    return answerShared<z.infer<typeof pageSchema>>(c, body, REVALIDATE);
  });
};
