import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BestAvailable, chooseSeats } from './choose-seats.ts';
import { makeSeatPlan, type PlannedSeat } from './seat-plan.ts';

const stage = { x: 0, y: 0 };

/** One row per string, front to back: `.` a seat, `a` an accessible seat, `_` an aisle, centred before the stage. */
function house(...rows: string[]) {
  const seats: PlannedSeat[] = [];
  rows.forEach((row, r) => {
    [...row].forEach((kind, c) => {
      if (kind === '_') return;
      seats.push({
        seatNumber: seats.length + 1,
        seatGuid: `g${seats.length + 1}`,
        zone: 'Floor',
        row: String(r + 1),
        label: `${r + 1}-${c + 1}`,
        grade: r === 0 ? 'VIP' : 'R',
        price: 100_000,
        accessible: kind === 'a',
        x: c - (row.length - 1) / 2,
        y: r + 1,
      });
    });
  });
  return makeSeatPlan(seats, stage);
}

const wish = (quantity: number, more: Partial<BestAvailable> = {}): BestAvailable => ({
  quantity,
  adjacent: true,
  preventOrphans: true,
  accessible: 0,
  ...more,
});

const all = () => true;
const except =
  (...gone: number[]) =>
  (seat: number) =>
    !gone.includes(seat);

const chosen = (result: ReturnType<typeof chooseSeats>) =>
  result.ok ? result.value.map((seat) => seat.seatNumber).sort((a, b) => a - b) : result.error.code;

describe('best available', () => {
  it('takes the group nearest to the stage', () => {
    expect(chosen(chooseSeats(house('.......', '.......'), all, wish(3)))).toEqual([3, 4, 5]);
  });

  it('keeps a group in one row and on one side of an aisle', () => {
    expect(chosen(chooseSeats(house('.._..', '.......'), all, wish(3)))).toEqual([7, 8, 9]);
    expect(chosen(chooseSeats(house('.._..'), all, wish(3)))).toBe('no_adjacent_seats');
  });

  it('leaves no single seat behind when another group does not, even one farther away', () => {
    expect(chosen(chooseSeats(house('...', '....'), all, wish(2)))).toEqual([4, 5]);
  });

  it('leaves a single seat behind rather than refusing', () => {
    expect(chosen(chooseSeats(house('...'), all, wish(2)))).toHaveLength(2);
  });

  it('does not mind single seats when the request does not', () => {
    expect(chosen(chooseSeats(house('...', '....'), all, wish(2, { preventOrphans: false })))).toEqual([
      1, 2,
    ]);
  });

  it('keeps accessible seats for those who ask for them until nothing else is left', () => {
    const plan = house('a..', '...');
    expect(chosen(chooseSeats(plan, except(2, 3), wish(1)))).toEqual([4]);
    expect(chosen(chooseSeats(plan, except(2, 3, 4, 5, 6), wish(1)))).toEqual([1]);
  });

  it('seats companions beside an accessible seat', () => {
    expect(chosen(chooseSeats(house('...a'), all, wish(2, { accessible: 1 })))).toEqual([3, 4]);
    expect(chosen(chooseSeats(house('....'), all, wish(2, { accessible: 1 })))).toBe('not_enough_seats');
  });

  it('chooses within the grade and zone asked for', () => {
    const plan = house('....', '....');
    expect(chosen(chooseSeats(plan, all, wish(2, { grade: 'R' })))).toEqual([5, 6]);
    expect(chosen(chooseSeats(plan, all, wish(1, { zone: 'Balcony' })))).toBe('not_enough_seats');
  });

  it('splits a group only for a fan who accepts it', () => {
    const plan = house('....');
    const free = except(2);
    expect(chosen(chooseSeats(plan, free, wish(3)))).toBe('no_adjacent_seats');
    expect(chosen(chooseSeats(plan, free, wish(3, { adjacent: false })))).toEqual([1, 3, 4]);
    expect(chosen(chooseSeats(plan, free, wish(4, { adjacent: false })))).toBe('not_enough_seats');
  });

  it('never refuses what a choice could serve, and only chooses free seats', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.boolean(),
        (freeSeats, quantity, adjacent, preventOrphans) => {
          const plan = house('......', '..__..', '......', '......a.');
          const isFree = (seat: number) => freeSeats[seat - 1] === true;
          const result = chooseSeats(plan, isFree, wish(quantity, { adjacent, preventOrphans }));
          const free = plan.rows.flat().filter((seat) => isFree(seat.seatNumber));
          const possible = adjacent ? hasRun(plan, isFree, quantity) : free.length >= quantity;
          expect(result.ok).toBe(possible);
          if (!result.ok) return;
          expect(new Set(result.value.map((seat) => seat.seatNumber)).size).toBe(quantity);
          for (const seat of result.value) expect(isFree(seat.seatNumber)).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

function hasRun(
  plan: ReturnType<typeof house>,
  isFree: (seat: number) => boolean,
  quantity: number,
): boolean {
  return plan.rows.some((row) =>
    row.some((first) =>
      Array.from({ length: quantity }, (_, n) => row.find((seat) => seat.place === first.place + n)).every(
        (seat) => seat !== undefined && isFree(seat.seatNumber),
      ),
    ),
  );
}
