import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BestAvailable, makeSeatChooser } from './choose-seats.ts';
import { makeSeatPlan, type PlannedSeat } from './seat-plan.ts';

const RUNS = 2_000;
const PRICES = new Map(['VIP', 'R'].map((grade) => [grade, { grade, price: 1 }]));

/** A drawn seat: column and line. Only an aisle may lie between neighbours. */
interface DrawnSeat {
  readonly zone: string;
  readonly line: number;
  readonly column: number;
  readonly grade: string;
  readonly accessible: boolean;
  readonly free: boolean;
}

const drawnRow = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
  // Somewhere in a row of three or more there is a usual distance between seats.
  .filter((blocks) => sum(blocks) <= 2 || sum(blocks.map((length) => length - 1)) >= blocks.length - 1);
const trait = fc.record({
  grade: fc.constantFrom('VIP', 'VIP', 'R'),
  accessible: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
  free: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
});
const house = fc
  .record({
    rows: fc.array(fc.record({ zone: fc.constantFrom('Floor', 'Balcony'), blocks: drawnRow }), {
      minLength: 1,
      maxLength: 4,
    }),
    traits: fc.array(trait, { minLength: 48, maxLength: 48 }),
  })
  .map(({ rows, traits }) => {
    const seats: DrawnSeat[] = [];
    // One complete, sold row per zone defines the distance between seats.
    for (const zone of ['Floor', 'Balcony'])
      for (let column = 0; column < 3; column += 1)
        seats.push({
          zone,
          line: zone === 'Floor' ? -1 : -2,
          column,
          grade: 'VIP',
          accessible: false,
          free: false,
        });
    rows.forEach(({ zone, blocks }, line) => {
      let column = 0;
      for (const length of blocks) {
        for (let n = 0; n < length; n += 1) {
          const own = traits[seats.length % traits.length];
          if (own) seats.push({ zone, line, column, ...own });
          column += 1;
        }
        column += 1;
      }
    });
    return seats;
  });

/** How a drawing is placed in the hall. */
const LAYOUTS: readonly ((column: number, line: number) => { x: number; y: number })[] = [
  (column, line) => ({ x: column - 5, y: line + 3 }),
  (column, line) => ({ x: -7 * column, y: 7 * line }),
  (column, line) => ({ x: 40 + line, y: column * 0.5 }),
  (column, line) => ({ x: column + line / 3, y: column / 2 - line }),
  (column, line) => ({
    x: (20 + line) * Math.sin((column - 5) / 20),
    y: (20 + line) * Math.cos((column - 5) / 20),
  }),
];

const wish: fc.Arbitrary<BestAvailable> = fc
  .record({
    quantity: fc.integer({ min: 1, max: 4 }),
    grade: fc.constantFrom(undefined, undefined, 'VIP', 'R'),
    zone: fc.constantFrom(undefined, undefined, 'Floor'),
    adjacent: fc.boolean(),
    preventOrphans: fc.boolean(),
    accessible: fc.constantFrom(0, 0, 0, 1, 2),
  })
  .filter(({ quantity, accessible }) => accessible <= quantity);

type Free = readonly DrawnSeat[];
const beside = (a: DrawnSeat, b: DrawnSeat) => a.line === b.line && Math.abs(a.column - b.column) === 1;
const isAlone = (seat: DrawnSeat, free: Free) => !free.some((other) => beside(seat, other));

/** Every subset of the seats with this size. */
function* subsets(seats: Free, size: number): Generator<Free> {
  if (size === 0) yield [];
  else
    for (const [at, seat] of seats.entries())
      for (const rest of subsets(seats.slice(at + 1), size - 1)) yield [seat, ...rest];
}

/** The number of groups of neighbours that the seats form. */
const parts = (seats: Free) =>
  seats.length - seats.filter((seat) => seats.some((o) => beside(seat, o) && o.column > seat.column)).length;

/** The penalties of a choice, most important first. */
function faults(seats: Free, free: Free, asked: BestAvailable, distance: (seat: DrawnSeat) => number) {
  const left = free.filter((seat) => !seats.includes(seat));
  return [
    seats.filter((seat) => seat.accessible).length - asked.accessible,
    asked.preventOrphans ? left.filter((seat) => isAlone(seat, left) && !isAlone(seat, free)).length : 0,
    asked.adjacent ? 0 : parts(seats),
    sum(seats.map(distance)),
  ];
}

const NEGLIGIBLE = 1e-9;
function compare(a: readonly number[], b: readonly number[]): number {
  for (const [at, fault] of a.entries()) {
    const difference = fault - (b[at] ?? 0);
    if (Math.abs(difference) > NEGLIGIBLE) return difference;
  }
  return 0;
}

it('chooses as well as an exhaustive search while a house fills up, and refuses only when no choice exists', () => {
  fc.assert(
    fc.property(
      house.chain((seats) =>
        fc.record({
          seats: fc.constant(seats),
          numbering: fc.shuffledSubarray([...seats.keys()], { minLength: seats.length }),
        }),
      ),
      fc.constantFrom(...LAYOUTS),
      fc.record({ x: fc.integer({ min: -9, max: 9 }), y: fc.integer({ min: -9, max: 9 }) }),
      fc.array(wish, { minLength: 1, maxLength: 5 }),
      ({ seats, numbering }, layout, stage, wishes) => {
        const numberOf = new Map(seats.map((seat, at) => [seat, (numbering[at] ?? 0) + 1]));
        const placeOf = (seat: DrawnSeat) => layout(seat.column, seat.line);
        const plan = makeSeatPlan(
          seats.map(
            (seat): PlannedSeat => ({
              seatNumber: numberOf.get(seat) ?? 0,
              seatGuid: '',
              zone: seat.zone,
              // The plan, not the name, distinguishes rows and zones.
              row: '',
              zoneIndex: seat.zone === 'Floor' ? 0 : 1,
              rowIndex: seat.line,
              label: '',
              category: seat.grade,
              accessible: seat.accessible,
              ...placeOf(seat),
            }),
          ),
          stage,
        );
        const distance = (seat: DrawnSeat) =>
          Math.hypot(placeOf(seat).x - stage.x, placeOf(seat).y - stage.y);
        let free: Free = seats.filter((seat) => seat.free);
        const freeAtFirst = new Set(free.map((seat) => numberOf.get(seat)));
        const chooser = makeSeatChooser(plan, PRICES, (seat) => freeAtFirst.has(seat));

        for (const asked of wishes) {
          const fitting = free.filter(
            (seat) =>
              [seat.grade, undefined].includes(asked.grade) && [seat.zone, undefined].includes(asked.zone),
          );
          const enough = [...subsets(fitting, asked.quantity)].filter(
            (some) => some.filter((seat) => seat.accessible).length >= asked.accessible,
          );
          const choices = enough.filter((some) => !asked.adjacent || parts(some) === 1);
          const result = chooser.choose(asked);
          const [first] = choices;
          if (!result.ok || first === undefined) {
            expect(result.ok).toBe(first !== undefined);
            const code = enough.length > 0 ? 'no_adjacent_seats' : 'not_enough_seats';
            if (!result.ok) expect(result.error.code).toBe(code);
            continue;
          }
          const numbers = result.value.map((seat) => seat.seatNumber);
          const chosen = free.filter((seat) => numbers.includes(numberOf.get(seat) ?? 0));
          expect(chosen).toHaveLength(asked.quantity);
          expect(choices.map((some) => [...some].sort())).toContainEqual([...chosen].sort());
          const [now, all] = [free, choices.map((some) => faults(some, free, asked, distance))];
          const least = all.reduce((best, one) => (compare(one, best) < 0 ? one : best));
          expect(compare(faults(chosen, now, asked, distance), least)).toBe(0);

          for (const seat of numbers) chooser.take(seat);
          free = free.filter((seat) => !chosen.includes(seat));
        }
      },
    ),
    { numRuns: RUNS },
  );
}, 60_000);

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
