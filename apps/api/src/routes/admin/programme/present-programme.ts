import type { Programme, ProgrammedPerformance, SaleFigures } from '@concert-mania/core/programme/model';
import { z } from '@hono/zod-openapi';
import { instant } from '../../../http/schema.ts';
import { refundPolicySchema } from './schemas.ts';

const programmedPerformanceSchema = z
  .object({
    id: z.string(),
    startsAt: instant,
    saleOpensAt: instant,
    saleClosesAt: instant,
    totalSeats: z.int().min(1),
    cancelledAt: instant.nullable(),
    postponedFrom: instant.nullable(),
    refundUntil: instant.nullable(),
    prices: z.array(z.object({ category: z.string(), grade: z.string(), price: z.int() })),
  })
  .openapi('ProgrammedPerformance');

/** A performance with the id of its concert. */
export const addedPerformanceSchema = programmedPerformanceSchema
  .extend({ concertId: z.string() })
  .openapi('AddedPerformance');

export const programmeSchema = z
  .object({
    id: z.string().openapi({ example: 'con_h0c6v9k2m4x8q1r7t3w5y0z2a4' }),
    title: z.string(),
    artist: z.string(),
    description: z.string(),
    venueId: z.string(),
    status: z.enum(['draft', 'published']),
    publishedAt: instant.nullable(),
    pausedAt: instant.nullable().openapi({ description: 'No fan is admitted and no new hold is accepted' }),
    revision: z.int().min(1),
    waitingRoom: z.object({
      enabled: z.boolean(),
      maxActive: z.int(),
      admitPerSecond: z.int(),
      passSeconds: z.int(),
      claimSeconds: z.int(),
      preOpenOrder: z.enum(['shuffle', 'arrival']),
    }),
    refundPolicy: refundPolicySchema,
    onDecline: z.enum(['release', 'keep']),
    maxSeatsPerUser: z.int(),
    holdSeconds: z.int().nullable(),
    holdBudgetSeatSeconds: z.int().nullable(),
    returnCancelledWithinSeconds: z.int(),
    performances: z.array(programmedPerformanceSchema),
  })
  .openapi('Programme');

export const salesSchema = z
  .object({
    available: z.int(),
    held: z.int(),
    sold: z.int(),
    notForSale: z.int().openapi({ description: 'Without a price, blocked, or to return later' }),
    returning: z.int().openapi({ description: 'Those of `notForSale` that were cancelled and return later' }),
    revenueAmount: z.int().openapi({ description: 'Payments minus refunds' }),
    holdsPerSecond: z
      .number()
      .openapi({ description: 'Over the last ten seconds, of holds that still own their seats' }),
    waiting: z.int().openapi({ description: "In the concert's waiting room" }),
    active: z.int().openapi({ description: 'Admitted to the concert at this moment' }),
  })
  .openapi('Sales', {
    example: {
      available: 1_204,
      held: 96,
      sold: 700,
      notForSale: 12,
      returning: 2,
      revenueAmount: 105_000_000,
      holdsPerSecond: 12.4,
      waiting: 12_000,
      active: 1_000,
    },
  });

const presentPerformance = (
  performance: ProgrammedPerformance,
): z.infer<typeof programmedPerformanceSchema> => ({
  id: performance.id,
  startsAt: performance.startsAt.toISOString(),
  saleOpensAt: performance.saleOpensAt.toISOString(),
  saleClosesAt: performance.saleClosesAt.toISOString(),
  totalSeats: performance.totalSeats,
  cancelledAt: performance.cancelledAt?.toISOString() ?? null,
  postponedFrom: performance.postponedFrom?.toISOString() ?? null,
  refundUntil: performance.fullRefundUntil?.toISOString() ?? null,
  prices: [...performance.prices],
});

/** A performance as administrators see it. */
export function presentAdded(
  { concert, performances }: Programme,
  performanceId: string,
): z.infer<typeof addedPerformanceSchema> {
  const performance = performances.find(({ id }) => id === performanceId);
  if (performance === undefined)
    throw new Error(`${performanceId} is missing from the programme of ${concert.id}`);
  return { ...presentPerformance(performance), concertId: concert.id };
}

/** A concert with its performances, as administrators see it. */
export function presentProgramme({ concert, performances }: Programme): z.infer<typeof programmeSchema> {
  return {
    id: concert.id,
    title: concert.title,
    artist: concert.artist,
    description: concert.description,
    venueId: concert.venueId,
    status: concert.publishedAt === null ? 'draft' : 'published',
    publishedAt: concert.publishedAt?.toISOString() ?? null,
    pausedAt: concert.pausedAt?.toISOString() ?? null,
    revision: concert.revision,
    waitingRoom: concert.waitingRoom,
    refundPolicy: concert.refundPolicy,
    onDecline: concert.onDecline,
    maxSeatsPerUser: concert.maxSeatsPerUser,
    holdSeconds: concert.holdSeconds,
    holdBudgetSeatSeconds: concert.holdBudgetSeatSeconds,
    returnCancelledWithinSeconds: concert.returnCancelledWithinSeconds,
    performances: performances.map(presentPerformance),
  };
}

/** Sales figures with the numbers of waiting and admitted fans. */
export const presentSales = (
  { concertId: _concertId, ...figures }: SaleFigures,
  room: { readonly waiting: number; readonly active: number },
): z.infer<typeof salesSchema> => ({ ...figures, waiting: room.waiting, active: room.active });
