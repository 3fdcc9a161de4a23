import { refundPolicy } from '@concert-mania/core/catalogue/refund-policy';
import {
  PLAN_LIMITS,
  planPoint,
  planWords,
  seatingPlanSchema,
} from '@concert-mania/core/catalogue/seating-plan-schema';
import { MAX_SEATS_PER_HOLD } from '@concert-mania/core/holds/commands';
import { HOLD_USE_SECONDS } from '@concert-mania/core/holds/hold-budget';
import { CONCERT_DEFAULTS } from '@concert-mania/core/programme/model';
import { venueAddressSchema, venueNameSchema } from '@concert-mania/core/programme/read-venue-import';
import { visibleLines, visibleText } from '@concert-mania/core/shared/visible-text';
import { MAX_SHOW_REASON_CHARS } from '@concert-mania/core/shows/commands';
import { z } from '@hono/zod-openapi';

const A_DAY_SECONDS = 86_400;
const MAX_PRICE = 100_000_000;
// The earliest accepted time; PostgreSQL allows earlier ones.
const FIRST_YEAR = '2000-01-01T00:00:00Z';
const LAST_YEAR = '2100-01-01T00:00:00Z';

/** A time in RFC 3339 with any offset, in this century. */
const givenInstant = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= Date.parse(FIRST_YEAR) && Date.parse(text) < Date.parse(LAST_YEAR), {
    message: '2000-01-01 … 2099-12-31',
  })
  .openapi({ example: '2026-05-02T10:00:00.000Z' });

const seconds = z.int().min(1).max(A_DAY_SECONDS);
const waitingRoomShape = {
  enabled: z.boolean(),
  maxActive: z.int().min(1).max(1_000_000).openapi({ description: 'Most fans inside at a time' }),
  admitPerSecond: z.int().min(1).max(100_000),
  passSeconds: seconds.openapi({ description: 'The time that a fan may stay inside' }),
  claimSeconds: seconds.openapi({ description: 'The time that an admitted fan may be absent' }),
  preOpenOrder: z.enum(['shuffle', 'arrival']),
};
/** Any of the waiting room's settings; omitted ones stay unchanged or get their defaults. */
export const waitingRoomWishesSchema = z
  .strictObject(waitingRoomShape)
  .partial()
  .openapi('WaitingRoomWishes', { example: { ...CONCERT_DEFAULTS.waitingRoom } });

const [refundPreset, refundTerms] = refundPolicy.options;
export const refundPolicySchema = z
  .union([refundPreset.openapi('RefundPreset'), refundTerms.openapi('RefundTerms')])
  .openapi('RefundPolicy');

const concertShape = {
  title: visibleText(200).openapi({ example: '첫눈 콘서트 First Snow Live' }),
  artist: visibleText(200).openapi({ example: '은하수 Eunhasu' }),
  description: visibleLines(10_000).openapi({ example: '겨울밤의 무대' }),
  venueId: z.string().min(1).max(64).openapi({ example: 'ven_h0c6v9k2m4x8q1r7t3w5y0z2a4' }),
};
const optionalShape = {
  waitingRoom: waitingRoomWishesSchema.optional(),
  refundPolicy: refundPolicySchema.optional(),
  onDecline: z.enum(['release', 'keep']).optional(),
  maxSeatsPerUser: z.int().min(1).max(MAX_SEATS_PER_HOLD).optional(),
  holdSeconds: seconds.nullable().optional().openapi({ description: "Null: the system's own" }),
  holdBudgetSeatSeconds: z.int().min(0).max(HOLD_USE_SECONDS).nullable().optional().openapi({
    description:
      'The seat-seconds that an account may hold seats of a performance without paying. Null: the system default; 0: no limit',
  }),
  returnCancelledWithinSeconds: z.int().min(0).max(A_DAY_SECONDS).optional().openapi({
    description: 'Cancelled seats return on sale at a random moment within this time; 0: at once',
  }),
};

export const newConcertSchema = z.strictObject({ ...concertShape, ...optionalShape }).openapi('NewConcert');
export const concertWishesSchema = z
  .strictObject({ ...z.strictObject(concertShape).partial().shape, ...optionalShape })
  .openapi('ConcertWishes');

const priceSchema = z.strictObject({
  category: planWords.describe('A category of the seating plan'),
  grade: visibleText(40).openapi({ description: 'Shown to fans' }),
  price: z.int().min(0).max(MAX_PRICE).openapi({ description: '0: free, but it needs a confirmation' }),
});
const performanceShape = {
  startsAt: givenInstant,
  saleOpensAt: givenInstant,
  saleClosesAt: givenInstant.openapi({ description: 'After the opening, and not after the start' }),
  prices: z
    .array(priceSchema)
    .max(PLAN_LIMITS.categories)
    .openapi({
      description: 'Seats of a category without a price are not for sale. At least one has a price',
      example: [{ category: 'VIP', grade: 'VIP', price: 165_000 }],
    }),
};
export const newPerformanceSchema = z.strictObject(performanceShape).openapi('NewPerformance');
const showReason = visibleText(MAX_SHOW_REASON_CHARS).openapi({
  description: 'Part of the notice to fans',
  example: '출연자의 건강 문제',
});
export const showCancellationSchema = z
  .strictObject({ reason: showReason })
  .openapi('PerformanceCancellationRequest');
export const postponementSchema = z
  .strictObject({
    startsAt: givenInstant,
    refundUntil: givenInstant.openapi({
      description: 'Until then every cancellation is refunded in full. Not after the new start',
    }),
    reason: showReason,
  })
  .openapi('Postponement');
export const performanceWishesSchema = z
  .strictObject(performanceShape)
  .partial()
  .openapi('PerformanceWishes');

/**
 * The import of a venue. `readVenueImport` reads it: a broken plan costs no more than a good one.
 */
export const venueImportSchema = z
  .strictObject({
    name: venueNameSchema,
    address: venueAddressSchema,
    seatingPlan: seatingPlanSchema,
    focalPoint: planPoint.optional().openapi({
      description: "The point that the audience looks at; default: the middle of the plan's top edge",
    }),
    accessibleSeats: z
      .array(z.string().max(PLAN_LIMITS.textLength))
      .max(PLAN_LIMITS.seats)
      .optional()
      .openapi({ description: 'By `seat_guid`' }),
  })
  .openapi('VenueImport', {
    example: {
      name: '소극장',
      address: '서울특별시 종로구 대학로 1',
      seatingPlan: {
        name: '소극장',
        categories: [{ name: 'R', color: '#c0392b' }],
        zones: [
          {
            name: '1층',
            position: { x: 0, y: 100 },
            rows: [
              {
                row_number: '1',
                position: { x: 0, y: 0 },
                seats: [
                  { seat_guid: '1-1-1', seat_number: '1', position: { x: 0, y: 0 }, category: 'R' },
                  { seat_guid: '1-1-2', seat_number: '2', position: { x: 50, y: 0 }, category: 'R' },
                ],
              },
            ],
          },
        ],
        size: { width: 200, height: 300 },
      },
      accessibleSeats: ['1-1-1'],
    },
  });
