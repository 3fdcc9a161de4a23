import type { SeatLayout } from '../../../seat-map/seat-layout.ts';

/** A seating plan as far as it can be drawn. */
export interface PlanPreview {
  readonly layout: SeatLayout;
  readonly name: string;
  readonly zones: number;
  /** The seats of each category, with its price unknown. */
  readonly categories: readonly { readonly name: string; readonly seats: number }[];
  /** The numbers of the seats at a path such as `seatingPlan.zones.0.rows.2.seats.5.category`. */
  readonly seatsAt: (path: string) => readonly number[];
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
const numberOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0;
const pointOf = (value: unknown) => ({ x: numberOf(fieldsOf(value).x), y: numberOf(fieldsOf(value).y) });

const PATH = /^seatingPlan\.zones\.(\d+)(?:\.rows\.(\d+)(?:\.seats\.(\d+))?)?/;

interface Place {
  readonly zone: number;
  readonly row: number;
  readonly seat: number;
}

/**
 * Reads a pretix seating plan without judging it, so that its faults can be shown where they are.
 * The API has the rules. Null if it has no seat.
 */
export function previewPlan(plan: unknown): PlanPreview | null {
  const { name, zones, size } = fieldsOf(plan);
  const columns = {
    zone: [] as string[],
    row: [] as string[],
    label: [] as string[],
    grade: [] as (string | null)[],
    x: [] as number[],
    y: [] as number[],
    accessible: [] as boolean[],
  };
  const places: Place[] = [];
  const counts = new Map<string, number>();
  for (const { zone, row, seat, at, place } of seatsOf(zones)) {
    const category = textOf(seat.category);
    columns.zone.push(textOf(zone.name) || String(place.zone + 1));
    columns.row.push(textOf(row.row_number));
    columns.label.push(
      [textOf(zone.name), textOf(row.row_number), textOf(seat.seat_number)].filter(Boolean).join(' '),
    );
    columns.grade.push(category || '?');
    columns.x.push(at.x);
    columns.y.push(at.y);
    columns.accessible.push(false);
    places.push(place);
    counts.set(category || '?', (counts.get(category || '?') ?? 0) + 1);
  }
  if (places.length === 0) return null;
  const categories = [...counts].map(([category, seats]) => ({ name: category, seats }));
  return {
    name: textOf(name),
    zones: listOf(zones).length,
    categories,
    layout: {
      focalPoint: focalPointOf(size, columns),
      grades: categories.map((category) => ({ name: category.name, price: 0 })),
      seats: columns,
    },
    seatsAt: (path) => seatsAt(places, path),
  };
}

/** Every seat with its zone and row, and its place in the hall. */
function* seatsOf(zones: unknown) {
  for (const [zoneAt, zone] of listOf(zones).map(fieldsOf).entries()) {
    const origin = pointOf(zone.position);
    for (const [rowAt, row] of listOf(zone.rows).map(fieldsOf).entries()) {
      const start = pointOf(row.position);
      for (const [seatAt, seat] of listOf(row.seats).map(fieldsOf).entries()) {
        const { x, y } = pointOf(seat.position);
        const at = { x: origin.x + start.x + x, y: origin.y + start.y + y };
        yield { zone, row, seat, at, place: { zone: zoneAt, row: rowAt, seat: seatAt } };
      }
    }
  }
}

function focalPointOf(
  size: unknown,
  { x, y }: { readonly x: readonly number[]; readonly y: readonly number[] },
) {
  const width = numberOf(fieldsOf(size).width);
  if (width > 0) return { x: width / 2, y: 0 };
  const least = (values: readonly number[]) =>
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = (values: readonly number[]) =>
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return { x: (least(x) + most(x)) / 2, y: least(y) };
}

/** A fault of a row or a zone is a fault of all its seats. */
function seatsAt(places: readonly Place[], path: string): readonly number[] {
  const found = PATH.exec(path);
  if (found === null) return [];
  const [zone, row, seat] = found.slice(1).map((digits) => (digits === undefined ? null : Number(digits)));
  const fits = (wanted: number | null | undefined, is: number) => wanted == null || wanted === is;
  return places.flatMap((place, index) =>
    fits(zone, place.zone) && fits(row, place.row) && fits(seat, place.seat) ? [index + 1] : [],
  );
}
