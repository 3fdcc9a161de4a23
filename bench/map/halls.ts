import { flattenPlan } from '@concert-mania/core/catalogue/seating-plan';
import { ARENA, type Hall, type HallDesign, makeHall } from '@concert-mania/seed/hall-plan';

const PRICES = [198_000, 176_000, 154_000, 132_000, 99_000];
const ROW_DEPTH_CM = 90;
const PASSAGE_CM = 300;

/** The layout of a hall, as the API answers it. */
function layoutOf({ plan, accessibleSeats, focalPoint }: Hall, most = Number.POSITIVE_INFINITY) {
  const seats = flattenPlan(plan, accessibleSeats).slice(0, most);
  return {
    focalPoint,
    grades: plan.categories.map(({ name }, index) => ({ name, price: PRICES[index] ?? 0 })),
    seats: {
      zone: seats.map(({ zone }) => zone),
      row: seats.map(({ row }) => row),
      label: seats.map(({ label }) => label),
      grade: seats.map(({ category }) => category),
      x: seats.map(({ x }) => x),
      y: seats.map(({ y }) => y),
      accessible: seats.map(({ accessible }) => accessible),
    },
  };
}

/** The arena of the demo data with more rows on each level, so that it has that many seats. */
export function arenaOf(seats: number) {
  for (let factor = 1; ; factor += 0.05) {
    const hall = makeHall(withRows(factor));
    if (hall.plan.zones.flatMap(({ rows }) => rows).flatMap((row) => row.seats).length >= seats)
      return layoutOf(hall, seats);
  }
}

function withRows(factor: number): HallDesign {
  let end = 0;
  const levels = ARENA.levels.map((level) => {
    const firstRowRadius = Math.max(level.firstRowRadius, end + PASSAGE_CM);
    const rows = Math.round(level.rows * factor);
    end = firstRowRadius + rows * ROW_DEPTH_CM;
    return { ...level, firstRowRadius, rows };
  });
  return { ...ARENA, levels };
}
