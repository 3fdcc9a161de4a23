import { z } from 'zod';
import { visibleTextOrNone } from '../shared/visible-text.ts';

/** Limits of a venue. Texts may be as long as in pretix. */
export const PLAN_LIMITS = {
  seats: 60_000,
  rows: 60_000,
  zones: 2_000,
  categories: 200,
  textLength: 190,
} as const;

const MAX_COORDINATE = 10_000_000;
const text = z.string().max(PLAN_LIMITS.textLength);
/** Text that people read: one line, possibly blank, cleaned by `cleanText`. */
export const planWords = visibleTextOrNone(PLAN_LIMITS.textLength);
const coordinate = z.number().min(-MAX_COORDINATE).max(MAX_COORDINATE);
export const planPoint = z.strictObject({ x: coordinate, y: coordinate });

export const planCategory = z.strictObject({ name: planWords, color: z.string().max(50).optional() });

// Fields for editors (uuid, radius, direction and so on) are accepted and ignored. Fields of no
// version of the format are refused, as in pretix.
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
  /** Drawings of any shape. */
  areas: z.array(z.unknown()).max(10_000).optional(),
};

const planShape = {
  name: z.string().max(PLAN_LIMITS.textLength),
  size: z.strictObject({ width: z.number().min(0), height: z.number().min(0) }).optional(),
};

const someArray = z.array(z.unknown());
/**
 * Each level without its children. Children are checked one by one, to bound the number of faults.
 */
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
 * A seating plan of pretix (seating-plan.schema.json, version 0.0.1: whole numbers or fractions,
 * with or without `size`). For the API document; `readVenueImport` parses imports.
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
