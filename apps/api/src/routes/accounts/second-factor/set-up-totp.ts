import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { qrSvg } from '../../../http/qr-svg.ts';
import { bearer, json, optionalJsonBody } from '../../../http/schema.ts';
import { signedIn } from '../../../middleware/signed-in.ts';
import { passwordField, secondFactorSchema } from '../schemas.ts';
import { refuseUnproven } from './proof.ts';

const route = createRoute({
  operationId: 'setUpSecondFactor',
  method: 'post',
  path: '/v1/me/totp',
  tags: ['Accounts'],
  summary: 'Set up a second factor; it becomes active when confirmed',
  description: 'Creates a secret that becomes active when confirmed.',
  security: bearer,
  middleware: signedIn,
  request: { body: optionalJsonBody(z.strictObject({ password: passwordField.optional() })) },
  responses: {
    200: json(secondFactorSchema, 'Shown once: the secret and the recovery codes'),
    ...problems(
      400,
      401,
      'invalid_credentials',
      'reauthentication_required',
      'second_factor_exists',
      413,
      415,
      429,
      'busy',
    ),
  },
});

/** `POST /v1/me/totp`: a new secret (RFC 6238), for an authenticator app. */
export const addSetUpTotp: AddRoute<'clock' | 'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const refused = await refuseUnproven(c, deps, c.req.valid('json').password);
    if (refused) return refused;
    const account = await deps.identity.findAccount(c.var.account.id);
    if (account === null) return problem(c, 'unauthenticated');
    const proposed = await deps.identity.secondFactor.setUp(account);
    if (!proposed.ok) return problem(c, proposed.error.code);
    const { secret, uri, recoveryCodes } = proposed.value;
    addHeader(c, 'cache-control', 'no-store');
    return c.json({ secret, uri, qrSvg: qrSvg(uri), recoveryCodes: [...recoveryCodes] }, 200);
  });
};
