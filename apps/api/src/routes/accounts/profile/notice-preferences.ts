import type { Channel } from '@concert-mania/core/notifications/model';
import {
  type ChosenTemplate,
  MAIL_IS_OPTIONAL,
  mutedBy,
  preferencesOf,
} from '@concert-mania/core/notifications/notice-preferences';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { bearer, json, jsonBody } from '../../../http/schema.ts';
import { signedIn } from '../../../middleware/signed-in.ts';

/** The names of the notices in the API. */
const NAMES = {
  reservation_confirmed: 'reservationConfirmed',
  reservation_cancelled: 'reservationCancelled',
  late_money_refunded: 'latePaymentRefunded',
  hold_expired: 'holdExpired',
  admitted: 'admitted',
} as const satisfies Readonly<Record<ChosenTemplate, string>>;

const optional = z.strictObject({ email: z.boolean(), sms: z.boolean() });
const mailed = z.strictObject({
  email: z.literal(true).openapi({ description: 'Always sent by e-mail' }),
  sms: z.boolean(),
});

const preferencesSchema = z
  .strictObject({
    [NAMES.reservation_confirmed]: mailed,
    [NAMES.reservation_cancelled]: mailed,
    [NAMES.late_money_refunded]: mailed,
    [NAMES.hold_expired]: optional,
    [NAMES.admitted]: optional,
  })
  .openapi('NoticePreferences', {
    example: {
      reservationConfirmed: { email: true, sms: true },
      reservationCancelled: { email: true, sms: true },
      latePaymentRefunded: { email: true, sms: true },
      holdExpired: { email: false, sms: false },
      admitted: { email: true, sms: true },
    },
  });
type Preferences = z.infer<typeof preferencesSchema>;

const shared = {
  path: '/v1/me/notice-preferences',
  tags: ['Accounts'],
  security: bearer,
  middleware: signedIn,
};

const getRoute = createRoute({
  ...shared,
  operationId: 'getMyNoticePreferences',
  method: 'get',
  summary: 'Which notices I get by e-mail and by text message',
  description: 'All are on until the fan changes them.',
  responses: { 200: json(preferencesSchema, 'The preferences'), ...problems(401) },
});

const putRoute = createRoute({
  ...shared,
  operationId: 'setMyNoticePreferences',
  method: 'put',
  summary: 'Choose which notices I get by e-mail and by text message',
  description:
    'Replaces all of them, also for notices that wait to be sent. Text messages need a phone number in the profile. Mails about a booking, a cancellation or a refund, and those with a code for the account, are always sent.',
  request: { body: jsonBody(preferencesSchema) },
  responses: {
    200: json(preferencesSchema, 'The new preferences'),
    ...problems('validation_failed', 'malformed_json', 401, 413, 415),
  },
});

const templates = Object.keys(MAIL_IS_OPTIONAL) as ChosenTemplate[];
const renamed = <T>(ofTemplate: (template: ChosenTemplate) => T) =>
  Object.fromEntries(templates.map((template) => [template, ofTemplate(template)])) as Record<
    ChosenTemplate,
    T
  >;

/** `GET` and `PUT /v1/me/notice-preferences`: of the account of the access token. */
export const addNoticePreferences: AddRoute<'identity'> = (app, deps) => {
  const { noticePreferences } = deps.identity;
  app.openapi(getRoute, async (c) => {
    const muted = await noticePreferences.read(c.var.account.id);
    if (muted === null) return problem(c, 'unauthenticated');
    const preferences = preferencesOf(muted);
    const view: Record<string, Readonly<Record<Channel, boolean>>> = {};
    for (const template of templates) view[NAMES[template]] = preferences[template];
    return c.json(view as Preferences, 200);
  });
  app.openapi(putRoute, async (c) => {
    const wanted = c.req.valid('json');
    const muted = mutedBy(renamed((template) => wanted[NAMES[template]]));
    if (!(await noticePreferences.write(c.var.account.id, muted))) return problem(c, 'unauthenticated');
    return c.json(wanted, 200);
  });
};
