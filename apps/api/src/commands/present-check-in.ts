import { checkInView } from '@concert-mania/core/tickets/gate/commands';
import { z } from '@hono/zod-openapi';
import { instant } from '../http/schema.ts';

const admission = z.union([z.object({ at: instant, gate: z.string() }).openapi('Admission'), z.null()]);

/** The answer to a scan, as the document describes it. */
export const checkInSchema = checkInView.extend({
  at: instant,
  first: admission.openapi({ description: 'Of `already_used`: the scan that was admitted' }),
  overtaken: admission.openapi({
    description: 'The later scan whose place this one took: two persons may have entered',
  }),
});

export const batchedCheckInSchema = checkInSchema.extend({
  scanId: z.union([z.uuid(), z.null()]).openapi({ description: 'Null if the item had no readable one' }),
});
