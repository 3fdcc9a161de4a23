import type { ConcertDetail, ConcertSummary, Performance } from '@concert-mania/core/catalogue/model';
import { z } from '@hono/zod-openapi';
import { instant } from '../../http/schema.ts';

const saleStatus = z.enum(['upcoming', 'open', 'closed', 'sold_out']).openapi('SaleStatus');
export const roomStatus = z.enum(['pre_open', 'open', 'sold_out', 'closed']).openapi('RoomStatus');
const ROOM_STATUS = { upcoming: 'pre_open', open: 'open', sold_out: 'sold_out', closed: 'closed' } as const;

export const concertSummarySchema = z
  .object({
    id: z.string(),
    title: z.string(),
    artist: z.string(),
    venue: z.object({ id: z.string(), name: z.string() }),
    firstStartsAt: instant,
    lastStartsAt: instant,
    saleOpensAt: instant,
    saleStatus,
    paused: z.boolean().openapi({ description: 'No fan is admitted and no new hold is accepted' }),
  })
  .openapi('ConcertSummary');

export const performanceSchema = z
  .object({
    id: z.string(),
    startsAt: instant,
    saleOpensAt: instant,
    saleClosesAt: instant,
    saleStatus,
    cancelled: z.boolean().openapi({ description: 'Its sale ended for good, and everybody is refunded' }),
    postponedFrom: instant.nullable().openapi({ description: 'The start before the last postponement' }),
    refundUntil: instant
      .nullable()
      .openapi({ description: 'After a postponement: until then every cancellation is refunded in full' }),
    availableSeats: z.int().min(0),
    totalSeats: z.int().min(1),
  })
  .openapi('Performance');

export const concertSchema = concertSummarySchema
  .extend({
    description: z.string(),
    performances: z.array(performanceSchema),
    waitingRoom: z.object({ enabled: z.boolean(), status: roomStatus }),
    maxSeatsPerUser: z
      .int()
      .min(1)
      .openapi({ description: 'The most seats that one account can hold or own per performance' }),
  })
  .openapi('Concert');

/** A concert in a list. */
export function presentSummary(concert: ConcertSummary): z.infer<typeof concertSummarySchema> {
  return {
    id: concert.id,
    title: concert.title,
    artist: concert.artist,
    venue: { id: concert.venue.id, name: concert.venue.name },
    firstStartsAt: concert.firstStartsAt.toISOString(),
    lastStartsAt: concert.lastStartsAt.toISOString(),
    saleOpensAt: concert.saleOpensAt.toISOString(),
    saleStatus: concert.saleStatus,
    paused: concert.paused,
  };
}

/** A performance as clients see it. */
export function presentPerformance(performance: Performance): z.infer<typeof performanceSchema> {
  return {
    id: performance.id,
    startsAt: performance.startsAt.toISOString(),
    saleOpensAt: performance.saleOpensAt.toISOString(),
    saleClosesAt: performance.saleClosesAt.toISOString(),
    saleStatus: performance.saleStatus,
    cancelled: performance.cancelled,
    postponedFrom: performance.postponedFrom?.toISOString() ?? null,
    refundUntil: performance.fullRefundUntil?.toISOString() ?? null,
    availableSeats: performance.availableSeats,
    totalSeats: performance.totalSeats,
  };
}

/**
 * A concert with its performances. Its waiting room opens with each sale that begins while no other
 * is open.
 */
export function presentConcert(concert: ConcertDetail): z.infer<typeof concertSchema> {
  const enabled = concert.waitingRoomEnabled;
  return {
    ...presentSummary(concert),
    description: concert.description,
    performances: concert.performances.map(presentPerformance),
    waitingRoom: { enabled, status: enabled ? ROOM_STATUS[concert.saleStatus] : 'open' },
    maxSeatsPerUser: concert.maxSeatsPerUser,
  };
}
