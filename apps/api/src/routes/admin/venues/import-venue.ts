import { readVenueImport } from '@concert-mania/core/programme/read-venue-import';
import { createRoute, z } from '@hono/zod-openapi';
import type { AddRoute } from '../../../http/add-route.ts';
import { addHeader } from '../../../http/carried-headers.ts';
import { problem, problems } from '../../../http/problems/problem.ts';
import { findUnstorableText } from '../../../http/problems/unstorable-text.ts';
import { unstorableText } from '../../../http/problems/validation-errors.ts';
import { VENUE_BODY } from '../../../http/request-bodies/read-body.ts';
import { readJson } from '../../../http/request-bodies/read-json.ts';
import { bearer, json } from '../../../http/schema.ts';
import { actorOf, signedInAdmin } from '../../../middleware/signed-in.ts';
import { limitParallel } from '../../../security/limit-parallel.ts';
import { planErrors } from '../programme/faults.ts';
import { venueImportSchema } from '../programme/schemas.ts';

const BODY = 'VenueImport';

const route = createRoute({
  operationId: 'importVenue',
  method: 'post',
  path: '/v1/admin/venues',
  tags: ['Admin'],
  summary: 'Import a venue with its seating plan',
  description:
    'The plan is pretix seating-plan JSON, up to 60,000 seats and 32 MiB. The whole plan is imported or nothing.',
  security: bearer,
  middleware: signedInAdmin,
  // The body by reference: the handler reads it, because validating a bad plan would cost too much.
  request: {
    query: z.object({
      dryRun: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .optional()
        .openapi({ type: 'boolean', description: 'With `true` the plan is checked and nothing is imported' }),
    }),
    body: {
      required: true,
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${BODY}` } } },
    },
  },
  responses: {
    200: json(
      z.object({ seatCount: z.int().min(1) }).openapi('CheckedVenue', { example: { seatCount: 2 } }),
      'The plan has no fault; nothing was imported',
    ),
    201: {
      ...json(
        z
          .object({ id: z.string(), seatCount: z.int().min(1) })
          .openapi('ImportedVenue', { example: { id: 'ven_h0c6v9k2m4x8q1r7t3w5y0z2a4', seatCount: 2 } }),
        'The new venue',
      ),
      headers: { Location: { required: true, schema: { type: 'string' as const } } },
    },
    ...problems('validation_failed', 'malformed_json', 'body_required', 401, 403, 413, 415, 'busy'),
  },
});

/** Reading a plan takes hundreds of megabytes, so each process imports one at a time. */
const oneImport = limitParallel(1, 0);

/** `POST /v1/admin/venues`: imports pretix seating-plan JSON; seats are numbered in plan order. */
export const addImportVenue: AddRoute<'programme'> = (app, deps) => {
  app.openAPIRegistry.register(BODY, venueImportSchema);
  app.openapi(route, (c) =>
    oneImport(async () => {
      const body = await readJson(c, VENUE_BODY);
      if (!body.ok) return problem(c, body.error.code);
      if (body.value === undefined) return problem(c, 'body_required');
      const read = readVenueImport(body.value);
      if (!read.ok) {
        return problem(c, 'validation_failed', { errors: planErrors(read.error, c.var.locale) });
      }
      const path = findUnstorableText(read.value);
      if (path !== undefined) {
        return problem(c, 'validation_failed', { errors: [unstorableText(path, c.var.locale)] });
      }
      if (c.req.valid('query').dryRun === true) {
        return c.json({ seatCount: read.value.seats.length }, 200);
      }
      const venue = await deps.programme.importVenue(read.value, actorOf(c));
      addHeader(c, 'location', `/v1/admin/venues/${venue.id}`);
      return c.json(venue, 201);
    }),
  );
};
