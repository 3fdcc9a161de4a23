import { describe, expect, it } from 'vitest';
import { makeSeatPlan, type PlannedSeat } from './seat-plan.ts';

const seat = (seatNumber: number, x: number, y: number, more: Partial<PlannedSeat> = {}): PlannedSeat => ({
  seatNumber,
  seatGuid: `g${seatNumber}`,
  zone: 'Floor',
  row: 'A',
  label: `A-${seatNumber}`,
  category: 'R',
  accessible: false,
  x,
  y,
  ...more,
});

/** Seat numbers by block; each block from its lower-numbered end, the lowest first. */
function blocksOf(seats: readonly PlannedSeat[]): number[][] {
  return makeSeatPlan(seats, { x: 0, y: 0 })
    .blocks.map((block) => block.map((one) => one.seatNumber))
    .map((numbers) => ((numbers[0] ?? 0) <= (numbers.at(-1) ?? 0) ? numbers : numbers.reverse()))
    .sort((a, b) => Math.min(...a) - Math.min(...b));
}

describe('neighbours', () => {
  it('sit next to each other in the hall, however the hall numbers them', () => {
    const oddThenEven = [1, 3, 5, 2, 4, 6].map((place, at) => seat(at + 1, place, 0));
    expect(blocksOf(oddThenEven)).toEqual([[1, 4, 2, 5, 3, 6]]);
    const fromTheMiddle = [-1, 1, -2, 2, -3, 3].map((place, at) =>
      seat(at + 1, 0, place - Math.sign(place) / 2),
    );
    expect(blocksOf(fromTheMiddle)).toEqual([[5, 3, 1, 2, 4, 6]]);
  });

  it('are parted by an aisle, also in a row of few seats', () => {
    expect(blocksOf([0, 1, 3, 4, 5].map((x, at) => seat(at + 1, x, 0)))).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(blocksOf([0, 2, 3].map((x, at) => seat(at + 1, x, 0)))).toEqual([[1], [2, 3]]);
    const whole = [0, 1, 2].map((x, at) => seat(at + 1, x, 0));
    const corners = [1, 2, 3].flatMap((y) => [
      seat(2 + 2 * y, 0, y, { row: `${y}` }),
      seat(3 + 2 * y, 6, y, { row: `${y}` }),
    ]);
    expect(blocksOf([...whole, ...corners])).toEqual([[1, 2, 3], [4], [5], [6], [7], [8], [9]]);
  });

  it('may have more room than elsewhere, where a whole row has it', () => {
    const wide = [0, 1.9, 3.8, 5.7].map((x, at) => seat(at + 4, x, 1, { row: 'B' }));
    expect(blocksOf([...[0, 1, 2].map((x, at) => seat(at + 1, x, 0)), ...wide])).toEqual([
      [1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect(blocksOf([seat(1, 0, 0), seat(2, 30, 0)])).toEqual([[1, 2]]);
  });

  it('follow the bend of a row that turns back towards the stage', () => {
    const horseshoe = Array.from({ length: 30 }, (_, at) => {
      const angle = ((at - 14.5) / 30) * 1.5 * Math.PI;
      return seat(at + 1, 10 * Math.sin(angle), 10 * Math.cos(angle));
    });
    expect(blocksOf(horseshoe)).toEqual([Array.from({ length: 30 }, (_, at) => at + 1)]);
  });

  it('are of one row and one zone, and not those of rows that share a name', () => {
    const rows = [
      seat(1, 0, 0),
      seat(2, 1, 0),
      seat(3, 2, 0),
      seat(4, 3, 0, { row: 'B' }),
      seat(5, 3, 0, { zone: 'Balcony' }),
    ];
    expect(blocksOf(rows)).toEqual([[1, 2, 3], [4], [5]]);
    const unnamed = [0, 1, 2].flatMap((y) => [0, 1, 2, 3].map((x) => seat(y * 4 + x + 1, x, y, { row: '' })));
    expect(blocksOf(unnamed)).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ]);
  });

  it('without coordinates sit in the order of their numbers', () => {
    expect(blocksOf([3, 1, 2].map((number) => seat(number, 0, 0)))).toEqual([[1, 2, 3]]);
  });
});

describe('a seat plan', () => {
  it('measures from the stage, and has what is nearest to it first', () => {
    const plan = makeSeatPlan([seat(1, 3, 4), seat(2, 0, 1, { row: 'B' }), seat(3, 1, 1, { row: 'B' })], {
      x: 0,
      y: 0,
    });
    expect(plan.blocks.map((block) => block.map((one) => one.seatNumber))).toEqual([[2, 3], [1]]);
    expect(plan.byNumber.get(1)).toMatchObject({ distance: 5, block: 1, place: 0 });
    expect(plan.byNumber.get(3)).toMatchObject({ block: 0, place: 1 });
  });
});
