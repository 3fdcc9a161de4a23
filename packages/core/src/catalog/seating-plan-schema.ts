import { z } from 'zod';
import { visibleTextOrNone } from '../shared/visible-text.ts';

/** What a venue may hold. Text as long as pretix itself keeps. */
export const PLAN_LIMITS = {
  seats: 60_000,
  rows: 60_000,
  zones: 2_000,
  categories: 200,
  textLength: 190,
} as const;

const MAX_COORDINATE = 10_000_000;
const text = z.string().max(PLAN_LIMITS.textLength);
/** What people may read: one line, blank where the plan says nothing. Kept as `cleanText` makes it. */
export const planWords = visibleTextOrNone(PLAN_LIMITS.textLength);
const coordinate = z.number().min(-MAX_COORDINATE).max(MAX_COORDINATE);
export const planPoint = z.strictObject({ x: coordinate, y: coordinate });

export const planCategory = z.strictObject({ name: planWords, color: z.string().max(50).optional() });

// What only an editor needs (uuid, radius, direction and the like) is accepted and left out. What is not in any version of
// the format is refused, as pretix itself does.
export const planSeat = z.strictObject({
  seat_guid: text,
  seat_number: planWords,
  position: planPoint,
  category: planWords,
  uuid: text.optional(),
  radius: z.number().optional(),
  start_direction: text.nullish(),
});

const rowShape = {
  row_number: planWords,
  position: planPoint.optional(),
  uuid: text.optional(),
  row_label: planWords.nullish(),
  seat_label: planWords.nullish(),
  row_number_position: text.nullish(),
  number_of_seats: z.int().optional(),
  seats_spacing: z.number().optional(),
};

const zoneShape = {
  name: planWords.optional(),
  position: planPoint,
  zone_id: text.optional(),
  uuid: text.optional(),
  displayed: z.boolean().optional(),
  /** Drawings: whatever they are. */
  areas: z.array(z.unknown()).max(10_000).optional(),
};

const planShape = {
  name: z.string().max(PLAN_LIMITS.textLength),
  size: z.strictObject({ width: z.number().min(0), height: z.number().min(0) }).optional(),
};

const someArray = z.array(z.unknown());
/** Each level without its children, which are looked at one by one so that a broken plan costs no more than a good one. */
export const planShells = {
  plan: z.strictObject({
    ...planShape,
    categories: someArray.min(1).max(PLAN_LIMITS.categories),
    zones: someArray.max(PLAN_LIMITS.zones),
  }),
  zone: z.strictObject({ ...zoneShape, rows: someArray }),
  row: z.strictObject({ ...rowShape, seats: someArray }),
};

/**
 * A seating plan of pretix (its seating-plan.schema.json, version 0.0.1, in the forms it has had so far: whole numbers or
 * fractions, `size` or none). For documents; `readVenueImport` is what reads one.
 */
export const seatingPlanSchema = z.strictObject({
  ...planShape,
  categories: z.array(planCategory).min(1).max(PLAN_LIMITS.categories),
  zones: z
    .array(
      z.strictObject({
        ...zoneShape,
        rows: z.array(z.strictObject({ ...rowShape, seats: z.array(planSeat) })),
      }),
    )
    .max(PLAN_LIMITS.zones),
});
