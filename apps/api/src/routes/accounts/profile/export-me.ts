import { EXPORT_SECTIONS, writeExport } from '@concert-mania/core/identity/profile/export-account';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { problems } from '../../../http/problems/problem.ts';
import { bearer, instant, json } from '../../../http/schema.ts';
import { limitAccount } from '../../../middleware/limit-rate.ts';
import { signedIn } from '../../../middleware/signed-in.ts';
import { noteSecurity } from '../../../security/note-security.ts';

const rows = z.array(z.record(z.string(), z.unknown()));
const exportSchema = z
  .object({
    exportedAt: instant,
    ...(Object.fromEntries(EXPORT_SECTIONS.map((section) => [section, rows])) as Record<
      (typeof EXPORT_SECTIONS)[number],
      typeof rows
    >),
  })
  .openapi('AccountExport', {
    example: {
      exportedAt: '2026-03-01T11:00:00.000Z',
      ...(Object.fromEntries(EXPORT_SECTIONS.map((section) => [section, []])) as unknown as Record<
        (typeof EXPORT_SECTIONS)[number],
        never[]
      >),
      profile: [{ id: 'usr_01JZ', email: 'fan@example.com', name: '김팬' }],
    },
  });

const route = createRoute({
  operationId: 'exportMyAccount',
  method: 'get',
  path: '/v1/me/export',
  tags: ['Accounts'],
  summary: 'All stored data about my account',
  description: 'A list of records for each subject; `profile` has one. A few times a day.',
  security: bearer,
  middleware: [signedIn, limitAccount('export-account')] as const,
  responses: {
    200: json(exportSchema, 'Sent in pieces, as a file'),
    ...problems(401, 429, 'service_unavailable'),
  },
});

/** `GET /v1/me/export`: read and sent page by page. */
export const addExportMe: AddRoute<'clock' | 'identity'> = (app, deps) => {
  app.openapi(route, (c) => {
    const { id: accountId } = c.var.account;
    noteSecurity(c, { kind: 'account_exported', accountId });
    const text = writeExport(deps.identity.exportAccount(accountId), deps.clock());
    return c.body(ReadableStream.from(text).pipeThrough(new TextEncoderStream()), 200, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'content-disposition': 'attachment; filename="account.json"',
    }) as never;
  });
};
