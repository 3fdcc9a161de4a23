import { createRoute, z } from '@hono/zod-openapi';
import { clientOf } from '../../accounts/client-of.ts';
import { emailField, passwordField, presentSession, sessionSchema } from '../../accounts/schemas.ts';
import type { AddRoute } from '../../add-route.ts';
import { addHeader } from '../../carried-headers.ts';
import { limitRate, overLoginLimit } from '../../middleware/limit-rate.ts';
import { problem, problems } from '../../problem.ts';
import { json, jsonBody } from '../../schema.ts';

const route = createRoute({
  method: 'post',
  path: '/v1/auth/login',
  tags: ['Accounts'],
  summary: 'Sign in',
  middleware: limitRate('login'),
  request: { body: jsonBody(z.strictObject({ email: emailField, password: passwordField })) },
  responses: {
    200: json(sessionSchema, 'A new session'),
    ...problems(
      'validation_failed',
      'malformed_json',
      'invalid_credentials',
      'account_disabled',
      413,
      415,
      429,
      'busy',
      'service_unavailable',
    ),
  },
});

/** `POST /v1/auth/login`: the same 401 for a wrong password and an unknown address. */
export const addLogIn: AddRoute = (app, deps) => {
  app.openapi(route, async (c) => {
    const limited = await overLoginLimit(c, c.req.valid('json').email);
    if (limited) return limited;
    const session = await deps.identity.logIn({ ...c.req.valid('json'), client: clientOf(c, deps) });
    if (!session.ok) return problem(c, session.error.code);
    addHeader(c, 'cache-control', 'no-store');
    return c.json(presentSession(session.value), 200);
  });
};
