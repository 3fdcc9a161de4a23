import { createRoute } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { bearer, json } from '../../http/schema.ts';
import { limitJoins, refuseJoins } from '../../middleware/limit-rate.ts';
import { signedIn } from '../../middleware/signed-in.ts';
import { verifiedEmail } from '../../middleware/verified-email.ts';
import { concertParams, placeSchema, presentPlace } from './schemas.ts';

const route = createRoute({
  operationId: 'joinQueue',
  method: 'post',
  path: '/v1/concerts/{concertId}/queue',
  tags: ['Waiting room'],
  summary: 'Join the waiting room; joining again returns the same place',
  description: 'One place per account: joining again returns the existing place.',
  security: bearer,
  middleware: [refuseJoins, signedIn, limitJoins, verifiedEmail] as const,
  request: { params: concertParams },
  responses: {
    200: json(placeSchema, 'The place the account has already'),
    201: json(placeSchema, 'The new place'),
    ...problems(400, 401, 'email_not_verified', 'concert_not_found', 'sale_closed', 'sold_out'),
  },
});

/** `POST /v1/concerts/{concertId}/queue`: one place per account. */
export const addJoinQueue: AddRoute<'waitingRoom'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { concertId } = c.req.valid('param');
    const joined = await deps.waitingRoom.joinRoom({ concertId, accountId: c.get('account').id });
    if (!joined.ok) return problem(c, joined.error.code);
    addHeader(c, 'cache-control', 'no-store');
    const { place, created } = joined.value;
    return created ? c.json(presentPlace(place), 201) : c.json(presentPlace(place), 200);
  });
};
