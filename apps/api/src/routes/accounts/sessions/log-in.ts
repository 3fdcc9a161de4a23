import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { json, jsonBody } from '../../../http/schema.ts';
import {
  countLoginFailure,
  loginRetryAfterSeconds,
  tooManyAttempts,
} from '../../../middleware/limit-guesses.ts';
import { noteSecurity } from '../../../security/note-security.ts';
import { codeField, emailField, passwordField, presentSession, sessionSchema } from '../schemas.ts';
import { clientOf } from './client-of.ts';
import { giveRefreshCookie, isFromOurPage } from './refresh-cookie.ts';

const route = createRoute({
  operationId: 'logIn',
  method: 'post',
  path: '/v1/auth/login',
  tags: ['Accounts'],
  summary: 'Sign in',
  description: 'A wrong password and an unknown address get the same answer.',
  request: {
    body: jsonBody(
      z.strictObject({
        email: emailField,
        password: passwordField,
        code: codeField.optional(),
        refreshTokenIn: z.enum(['body', 'cookie']).optional().openapi({
          description: '`cookie`, for pages of the same origin: no script can read the refresh token',
        }),
      }),
    ),
  },
  responses: {
    200: json(sessionSchema, 'A new session'),
    ...problems(
      'validation_failed',
      'malformed_json',
      'invalid_credentials',
      'account_disabled',
      'forbidden',
      'second_factor_required',
      'second_factor_invalid',
      413,
      415,
      429,
      'busy',
      'service_unavailable',
    ),
  },
});

/** `POST /v1/auth/login`: the same 401 for a wrong password and an unknown address. */
export const addLogIn: AddRoute<'identity' | 'refreshCookies'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { refreshTokenIn, ...body } = c.req.valid('json');
    const inCookie = refreshTokenIn === 'cookie';
    if (inCookie && !isFromOurPage(c, deps.refreshCookies)) return problem(c, 'forbidden');
    const session = await deps.identity.logIn({
      ...body,
      client: clientOf(c, deps),
      networkRetryAfterSeconds: loginRetryAfterSeconds(c),
    });
    if (session.ok) {
      const { accountId, sessionId } = session.value;
      noteSecurity(c, { kind: 'login', accountId, sessionId });
      addHeader(c, 'cache-control', 'no-store');
      if (!inCookie) return c.json(presentSession(session.value), 200);
      giveRefreshCookie(c, deps.refreshCookies, session.value.refreshToken);
      return c.json(presentSession({ ...session.value, refreshToken: null }), 200);
    }
    const { error } = session;
    if (error.code === 'rate_limited') return tooManyAttempts(c, error.retryAfterSeconds);
    if (error.code === 'invalid_credentials' || error.code === 'second_factor_invalid') {
      const isCode = error.code === 'second_factor_invalid';
      const kind = isCode ? 'login_second_factor_failed' : 'login_failed';
      noteSecurity(c, { kind, email: body.email });
      await countLoginFailure(c);
    }
    return problem(c, error.code);
  });
};
