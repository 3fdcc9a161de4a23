import { flattenPlan, type VenueSeat } from '@concert-mania/core/catalogue/seating-plan';
import { makeHall } from '@concert-mania/seed/hall-plan';

/** Prices of the hall's categories, in won. */
export const HALL_PRICES = [
  { category: 'VIP', grade: 'VIP', price: 165_000 },
  { category: 'R', grade: 'R', price: 132_000 },
  { category: 'S', grade: 'S', price: 99_000 },
] as const;

const FIRST_ROW_RADIUS_CM = 900;
const VIP_SHARE = 0.2;
const R_SHARE = 0.55;
const BLOCKS = ['A', 'B', 'C', 'D', 'E'];

interface DemoHall {
  readonly focalPoint: { readonly x: number; readonly y: number };
  readonly seats: readonly VenueSeat[];
}

/**
 * A hall of exactly so many seats: rows around a stage in blocks, the dearest in front, and the
 * last row as long as needed.
 */
export function makeDemoHall(seats: number): DemoHall {
  for (let rows = 1; ; rows += 1) {
    const hall = layHall(rows);
    if (hall.seats.length >= seats) return { ...hall, seats: keepNearest(hall.seats, seats) };
  }
}

function layHall(rows: number): DemoHall {
  const hall = makeHall({
    name: 'Demo hall',
    categories: HALL_PRICES.map(({ category }) => ({ name: category, color: '#444444' })),
    levels: [
      {
        name: '1층',
        code: '1F',
        blocks: BLOCKS,
        rows,
        firstRowRadius: FIRST_ROW_RADIUS_CM,
        spanDegrees: 100,
        categoryOf: (_block, row) => (row <= rows * VIP_SHARE ? 'VIP' : row <= rows * R_SHARE ? 'R' : 'S'),
        accessibleRows: [rows],
      },
    ],
  });
  return { focalPoint: hall.focalPoint, seats: flattenPlan(hall.plan, hall.accessibleSeats) };
}

/** Leaves out the seats farthest back, and numbers the others without a gap. */
function keepNearest(seats: readonly VenueSeat[], count: number): readonly VenueSeat[] {
  const byRow = [...seats].sort((a, b) => Number(a.row) - Number(b.row) || a.seatNumber - b.seatNumber);
  const kept = new Set(byRow.slice(0, count).map((seat) => seat.seatNumber));
  return seats
    .filter((seat) => kept.has(seat.seatNumber))
    .map((seat, index) => ({ ...seat, seatNumber: index + 1 }));
}
