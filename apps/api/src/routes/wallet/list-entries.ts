import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, instant, json, pageOf, pageQuery } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const entrySchema = z
  .object({
    id: z.string(),
    kind: z.enum(['top_up', 'payment', 'refund']).openapi('WalletEntryKind'),
    amount: z.int().openapi({ description: 'Positive: money came in. Negative: it went out.' }),
    balanceAfterAmount: z.int().min(0),
    at: instant,
    reference: z.string().openapi({ description: 'The payment or refund that moved the money' }),
  })
  .openapi('WalletEntry');
const place = z.strictObject({ before: z.int().positive() });

const route = createRoute({
  operationId: 'listWalletEntries',
  method: 'get',
  path: '/v1/wallet/entries',
  tags: ['Wallet and payments'],
  summary: 'The entries of my wallet, newest first',
  description: 'Each with the balance after it.',
  security: bearer,
  middleware: signedIn,
  request: { query: pageQuery },
  responses: {
    200: json(pageOf(entrySchema), 'A page of entries'),
    ...problems('validation_failed', 'invalid_cursor', 401),
  },
});

/** `GET /v1/wallet/entries`: a page of the caller's own entries. */
export const addListEntries: AddRoute<'cursors' | 'wallet'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const list = `wallet entries ${c.var.account.id}`;
    const start = cursor === undefined ? { before: null } : deps.cursors.open(list, place, cursor);
    if (start === null) return problem(c, 'invalid_cursor');
    const page = await deps.wallet.listEntries(c.var.account.id, { before: start.before, limit });
    const last = page.items.at(-1);
    addHeader(c, 'cache-control', 'no-store');
    return c.json(
      {
        items: page.items.map((entry) => ({ ...entry, id: String(entry.id), at: entry.at.toISOString() })),
        nextCursor: page.more && last ? deps.cursors.seal(list, { before: last.id }) : null,
      },
      200,
    );
  });
};
