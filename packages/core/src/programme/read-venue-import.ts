import { z } from 'zod';
import { flattenPlan, type Point, type SeatingPlan, type VenueSeat } from '../catalogue/seating-plan.ts';
import {
  PLAN_LIMITS,
  planCategory,
  planPoint,
  planSeat,
  planShells,
} from '../catalogue/seating-plan-schema.ts';
import { ok, type Result, refuse } from '../shared/result.ts';
import { visibleText } from '../shared/visible-text.ts';

/** Rules about more than one value of a plan. */
export type PlanRule =
  | 'category_unknown'
  | 'category_repeated'
  | 'seat_guid_repeated'
  | 'seat_unknown'
  | 'no_seats'
  | 'too_many_seats'
  | 'too_many_rows';

type Path = readonly PropertyKey[];
/** A fault of an import and its path: a malformed value or a broken rule. */
export type PlanFault =
  | { readonly path: Path; readonly issue: z.core.$ZodIssue }
  | { readonly path: Path; readonly rule: PlanRule };

/** A venue to import, with its seats numbered 1…N. */
export interface VenueImport {
  readonly name: string;
  readonly address: string;
  readonly focalPoint: Point;
  readonly seats: readonly VenueSeat[];
}

/** Reading stops after this many faults. */
export const MAX_PLAN_FAULTS = 50;

export const venueNameSchema = visibleText(200);
export const venueAddressSchema = visibleText(300);

const venueShell = z.strictObject({
  name: venueNameSchema,
  address: venueAddressSchema,
  seatingPlan: z.unknown().optional(),
  focalPoint: planPoint.optional(),
  accessibleSeats: z.array(z.unknown()).max(PLAN_LIMITS.seats).optional(),
});
const seatGuid = z.string().max(PLAN_LIMITS.textLength);

/**
 * Parses a venue import with its pretix seating plan, or refuses with up to `MAX_PLAN_FAULTS`
 * faults. Default focal point: the middle of the plan's top edge (by `size`, else by its seats).
 */
export function readVenueImport(body: unknown): Result<VenueImport, readonly PlanFault[]> {
  const inspector = makeInspector();
  const venue = inspector.check(venueShell, body, []);
  const { seatingPlan, accessibleSeats } = isObject(body) ? body : {};
  const guids = isObject(body) ? inspectPlan(inspector, seatingPlan) : null;
  const accessible = inspectAccessible(inspector, accessibleSeats, guids);
  if (venue === null || inspector.faults.length > 0) return refuse(inspector.faults);
  // Every part fitted its schema. `flattenPlan` cleans its texts.
  const plan = seatingPlan as SeatingPlan;
  const seats = flattenPlan(plan, accessible);
  const { name, address, focalPoint } = venue;
  return ok({ name, address, focalPoint: focalPoint ?? topMiddle(plan, seats), seats });
}

interface Inspector {
  readonly faults: readonly PlanFault[];
  /** The parsed value; null after recording a fault for each problem. */
  check<S extends z.ZodType>(schema: S, value: unknown, path: Path): z.infer<S> | null;
  break(rule: PlanRule, path: Path): void;
  isFull(): boolean;
}

function makeInspector(): Inspector {
  const faults: PlanFault[] = [];
  const add = (fault: PlanFault) => void (faults.length < MAX_PLAN_FAULTS && faults.push(fault));
  return {
    faults,
    check: (schema, value, path) => {
      const read = schema.safeParse(value);
      if (read.success) return read.data;
      for (const issue of read.error.issues) add({ path: [...path, ...issue.path], issue });
      return null;
    },
    break: (rule, path) => add({ path, rule }),
    isFull: () => faults.length >= MAX_PLAN_FAULTS,
  };
}

/** Checks a whole plan and returns the ids of its seats. */
function inspectPlan(inspector: Inspector, input: unknown): ReadonlySet<string> {
  const path = ['seatingPlan'];
  inspector.check(planShells.plan, input, path);
  const categories = inspectCategories(inspector, input);
  const guids = new Set<string>();
  let rows = 0;
  let seats = 0;
  for (const [z, zone] of childrenOf(input, 'zones').slice(0, PLAN_LIMITS.zones).entries()) {
    inspector.check(planShells.zone, zone, [...path, 'zones', z]);
    for (const [r, row] of childrenOf(zone, 'rows').entries()) {
      const rowPath = [...path, 'zones', z, 'rows', r];
      inspector.check(planShells.row, row, rowPath);
      rows += 1;
      seats += childrenOf(row, 'seats').length;
      if (rows > PLAN_LIMITS.rows) inspector.break('too_many_rows', rowPath);
      if (seats > PLAN_LIMITS.seats) inspector.break('too_many_seats', [...rowPath, 'seats']);
      if (rows > PLAN_LIMITS.rows || seats > PLAN_LIMITS.seats) return guids;
      for (const [s, seat] of childrenOf(row, 'seats').entries()) {
        inspectSeat(inspector, seat, [...rowPath, 'seats', s], { categories, guids });
        if (inspector.isFull()) return guids;
      }
    }
    if (inspector.isFull()) return guids;
  }
  if (seats === 0 && isObject(input) && Array.isArray(input.zones))
    inspector.break('no_seats', [...path, 'zones']);
  return guids;
}

function inspectSeat(
  inspector: Inspector,
  input: unknown,
  path: Path,
  known: { readonly categories: ReadonlySet<string>; readonly guids: Set<string> },
): void {
  const seat = inspector.check(planSeat, input, path);
  if (seat === null) return;
  if (!known.categories.has(seat.category)) inspector.break('category_unknown', [...path, 'category']);
  if (known.guids.has(seat.seat_guid)) inspector.break('seat_guid_repeated', [...path, 'seat_guid']);
  known.guids.add(seat.seat_guid);
}

function inspectCategories(inspector: Inspector, plan: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, category] of childrenOf(plan, 'categories').slice(0, PLAN_LIMITS.categories).entries()) {
    const path = ['seatingPlan', 'categories', index];
    const name = inspector.check(planCategory, category, path)?.name;
    if (name === undefined) continue;
    if (names.has(name)) inspector.break('category_repeated', [...path, 'name']);
    names.add(name);
  }
  return names;
}

function inspectAccessible(
  inspector: Inspector,
  input: unknown,
  guids: ReadonlySet<string> | null,
): ReadonlySet<string> {
  const accessible = new Set<string>();
  if (!Array.isArray(input)) return accessible;
  // If the reading stopped early, an id may belong to a seat that was not reached.
  const complete = guids !== null && !inspector.isFull();
  for (const [index, entry] of input.slice(0, PLAN_LIMITS.seats).entries()) {
    const guid = inspector.check(seatGuid, entry, ['accessibleSeats', index]);
    if (guid !== null) accessible.add(guid);
    if (guid !== null && complete && !guids.has(guid))
      inspector.break('seat_unknown', ['accessibleSeats', index]);
    if (inspector.isFull()) break;
  }
  return accessible;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const childrenOf = (parent: unknown, name: string): readonly unknown[] => {
  const children = isObject(parent) ? parent[name] : undefined;
  return Array.isArray(children) ? children : [];
};

function topMiddle({ size }: SeatingPlan, seats: readonly VenueSeat[]): Point {
  if (size !== undefined && size.width > 0) return { x: size.width / 2, y: 0 };
  const span = {
    left: Number.POSITIVE_INFINITY,
    right: Number.NEGATIVE_INFINITY,
    top: Number.POSITIVE_INFINITY,
  };
  for (const { x, y } of seats) {
    span.left = Math.min(span.left, x);
    span.right = Math.max(span.right, x);
    span.top = Math.min(span.top, y);
  }
  return { x: (span.left + span.right) / 2, y: span.top };
}
