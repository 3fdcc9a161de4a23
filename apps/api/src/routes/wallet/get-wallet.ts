import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { signedIn } from '../../middleware/signed-in.ts';

const walletSchema = z
  .object({ balanceAmount: z.int().min(0), currency: z.literal('KRW') })
  .openapi('Wallet');

const route = createRoute({
  operationId: 'getWallet',
  method: 'get',
  path: '/v1/wallet',
  tags: ['Wallet and payments'],
  summary: 'The balance of my wallet',
  description: 'The balance is never negative.',
  security: bearer,
  middleware: signedIn,
  responses: { 200: json(walletSchema, 'The wallet'), ...problems(401) },
});

/** `GET /v1/wallet`: the caller's balance. */
export const addGetWallet: AddRoute<'wallet'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const balanceAmount = await deps.wallet.findBalance(c.var.account.id);
    addHeader(c, 'cache-control', 'no-store');
    return c.json({ balanceAmount, currency: 'KRW' as const }, 200);
  });
};
