import { ACCOUNT_LOCALES } from '@concert-mania/core/identity/model';
import { personName } from '@concert-mania/core/shared/visible-text';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../http/add-route.ts';
import { addHeader } from '../../http/carried-headers.ts';
import { problem, problems } from '../../http/problems/problem.ts';
import { json, jsonBody } from '../../http/schema.ts';
import { isOverMailboxLimit, overSignUps } from '../../middleware/limit-guesses.ts';
import { clientGroup, limitRate, overLimit } from '../../middleware/limit-rate.ts';
import { accountSchema, emailField, passwordField, phoneField, presentAccount } from './schemas.ts';

const route = createRoute({
  operationId: 'signUp',
  method: 'post',
  path: '/v1/auth/signup',
  tags: ['Accounts'],
  summary: 'Sign up',
  description: 'Makes an account. Its language is that of the request unless `locale` says otherwise.',
  middleware: limitRate('signup'),
  request: {
    body: jsonBody(
      z.strictObject({
        email: emailField,
        password: passwordField,
        name: personName,
        phone: phoneField.optional(),
        locale: z.enum(ACCOUNT_LOCALES).optional(),
      }),
    ),
  },
  responses: {
    201: {
      ...json(z.object({ user: accountSchema }), 'The new account'),
      headers: { Location: { required: true, schema: { type: 'string' as const } } },
    },
    ...problems(
      'validation_failed',
      'malformed_json',
      'weak_password',
      'email_taken',
      413,
      415,
      429,
      'busy',
      'service_unavailable',
    ),
  },
});

/** `POST /v1/auth/signup`: creates an account; its default language is the request's. */
export const addSignUp: AddRoute<'identity'> = (app, deps) => {
  app.openapi(route, async (c) => {
    const { phone, locale, ...person } = c.req.valid('json');
    const network = deps.identity.networkDigest(clientGroup(c));
    const isKnown = await deps.identity.isKnownNetwork(network);
    const limited =
      overSignUps(c, person.email) ??
      (isKnown ? null : await overLimit(c, 'signup-new-networks', () => 'all'));
    if (limited) return limited;
    const signedUp = await deps.identity.signUp({
      ...person,
      phone: phone ?? null,
      locale: locale ?? c.var.locale,
      role: 'user',
      emailVerified: false,
    });
    if (!signedUp.ok) return problem(c, signedUp.error.code);
    await isOverMailboxLimit(c, 'signup-mailbox', person.email);
    addHeader(c, 'location', '/v1/me');
    return c.json({ user: presentAccount(signedUp.value) }, 201);
  });
};
