import type { Point, VenueSeat } from './seating-plan.ts';

/** A zone of a venue. `box` is the smallest that holds its seats, in the plan's coordinates. */
export interface VenueSection {
  readonly name: string;
  readonly seats: number;
  readonly box: Point & { readonly width: number; readonly height: number };
}

/** The most sections that a venue shows, in the order of the plan. */
export const MAX_VENUE_SECTIONS = 100;

/** The first zones of a plan, for a small map. */
export function sectionsOf(seats: readonly Pick<VenueSeat, 'zone' | 'x' | 'y'>[]): readonly VenueSection[] {
  const zones = Map.groupBy(seats, ({ zone }) => zone);
  return [...zones].slice(0, MAX_VENUE_SECTIONS).map(([name, inside]) => {
    const [left, right] = endsOf(inside.map(({ x }) => x));
    const [top, bottom] = endsOf(inside.map(({ y }) => y));
    return {
      name,
      seats: inside.length,
      box: { x: left, y: top, width: right - left, height: bottom - top },
    };
  });
}

const endsOf = (values: readonly number[]): readonly [least: number, most: number] =>
  values.reduce<readonly [number, number]>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
