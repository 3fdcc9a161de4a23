import { PLACE_STATUSES, type Place } from '@concert-mania/core/waiting-room/model';
import { z } from '@hono/zod-openapi';
import { instant } from '../../http/schema.ts';
import { roomStatus } from '../catalogue/present-concert.ts';

export const placeSchema = z
  .object({
    token: z.uuid(),
    concertId: z.string(),
    sequence: z.int().openapi({
      description: 'The place in the order of admission; before a draw, in the order of arrival',
    }),
    status: z.enum(PLACE_STATUSES).openapi('PlaceStatus'),
    position: z.int().nullable().openapi({ description: '1 is next; null until the order is drawn' }),
    ahead: z.int().nullable().openapi({
      description:
        'The number of places ahead, including fans who were skipped and may return: it never grows. Null until the order is drawn',
    }),
    estimatedWaitSeconds: z.int().nullable().openapi({ description: 'Null while admission is paused' }),
    pollAfterMs: z.int(),
    expiresAt: instant.nullable().openapi({ description: 'When the pass of an admitted fan ends' }),
    opensAt: instant.optional().openapi({ description: 'Only before the opening' }),
    reason: z.enum(['sale_closed', 'sold_out']).optional().openapi({
      description:
        'Why admission has stopped: the sale has closed (then `status` is `expired`), or it is sold out; the place is then kept because seats may return',
    }),
    paused: z.literal(true).optional().openapi({
      description: 'The sale is paused: no fan is admitted, and the place is kept',
    }),
  })
  .openapi('Place');

/** A place as JSON. */
export const presentPlace = ({ expiresAt, opensAt, ...place }: Place): z.infer<typeof placeSchema> => ({
  ...place,
  expiresAt: expiresAt?.toISOString() ?? null,
  ...(opensAt && { opensAt: opensAt.toISOString() }),
});

export const servingSchema = z
  .object({
    status: roomStatus,
    servingSequence: z.int().openapi({ description: 'The last place admitted' }),
    waiting: z.int(),
    active: z.int(),
    admissionRatePerSecond: z.number(),
    paused: z.boolean().openapi({ description: 'The sale is paused: no fan is admitted' }),
    shuffle: z.object({ seedHash: z.string(), seed: z.string().nullable() }).nullable().openapi({
      description: 'SHA-256 of the seed with the first arrival, the seed itself after the opening',
    }),
    earlierShuffles: z
      .array(z.object({ seedHash: z.string(), seed: z.string() }))
      .readonly()
      .optional()
      .openapi({
        description: 'The draws for earlier sales of the concert, the oldest first',
      }),
  })
  .openapi('Serving');

export const concertParams = z.object({ concertId: z.string().min(1).max(64) });

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The token of the `Queue-Token` header; null if it is missing or malformed. */
export function queueTokenOf(header: string | undefined): string | null {
  const token = header?.toLowerCase();
  return token !== undefined && UUID.test(token) ? token : null;
}

/** Declares the header for `createRoute({ parameters })`. */
export const queueTokenParameter = {
  name: 'Queue-Token',
  in: 'header' as const,
  description: 'The token of the place; may be left out where the concert has no waiting room',
  schema: { type: 'string' as const, format: 'uuid' },
};
