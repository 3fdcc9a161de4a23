import { describe, expect, it } from 'vitest';
import { makeSeatPlan, type PlannedSeat } from './seat-plan.ts';

const seat = (seatNumber: number, x: number, y: number, more: Partial<PlannedSeat> = {}): PlannedSeat => ({
  seatNumber,
  seatGuid: `g${seatNumber}`,
  zone: 'Floor',
  row: 'A',
  zoneIndex: 0,
  rowIndex: 0,
  label: `A-${seatNumber}`,
  category: 'R',
  accessible: false,
  x,
  y,
  ...more,
});

/** Seat numbers by block; each block starts at its lower-numbered end. */
function blocksOf(seats: readonly PlannedSeat[]): number[][] {
  return makeSeatPlan(seats, { x: 0, y: 0 })
    .blocks.map((block) => block.map((one) => one.seatNumber))
    .map((numbers) => ((numbers[0] ?? 0) <= (numbers.at(-1) ?? 0) ? numbers : numbers.reverse()))
    .sort((a, b) => Math.min(...a) - Math.min(...b));
}

describe('neighbours', () => {
  it('sit next to each other, in any numbering of the hall', () => {
    const oddThenEven = [1, 3, 5, 2, 4, 6].map((place, at) => seat(at + 1, place, 0));
    expect(blocksOf(oddThenEven)).toEqual([[1, 4, 2, 5, 3, 6]]);
    const fromTheMiddle = [-1, 1, -2, 2, -3, 3].map((place, at) =>
      seat(at + 1, 0, place - Math.sign(place) / 2),
    );
    expect(blocksOf(fromTheMiddle)).toEqual([[5, 3, 1, 2, 4, 6]]);
  });

  it('are separated by an aisle, also in a short row', () => {
    expect(blocksOf([0, 1, 3, 4, 5].map((x, at) => seat(at + 1, x, 0)))).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    expect(blocksOf([0, 2, 3].map((x, at) => seat(at + 1, x, 0)))).toEqual([[1], [2, 3]]);
    const whole = [0, 1, 2].map((x, at) => seat(at + 1, x, 0));
    const corners = [1, 2, 3].flatMap((y) => [
      seat(2 + 2 * y, 0, y, { rowIndex: y }),
      seat(3 + 2 * y, 6, y, { rowIndex: y }),
    ]);
    expect(blocksOf([...whole, ...corners])).toEqual([[1, 2, 3], [4], [5], [6], [7], [8], [9]]);
  });

  it('may be farther apart in a row with wider spacing', () => {
    const wide = [0, 1.9, 3.8, 5.7].map((x, at) => seat(at + 4, x, 1, { rowIndex: 1 }));
    expect(blocksOf([...[0, 1, 2].map((x, at) => seat(at + 1, x, 0)), ...wide])).toEqual([
      [1, 2, 3],
      [4, 5, 6, 7],
    ]);
    expect(blocksOf([seat(1, 0, 0), seat(2, 30, 0)])).toEqual([[1, 2]]);
  });

  it('follow a row that bends towards the stage', () => {
    const horseshoe = Array.from({ length: 30 }, (_, at) => {
      const angle = ((at - 14.5) / 30) * 1.5 * Math.PI;
      return seat(at + 1, 10 * Math.sin(angle), 10 * Math.cos(angle));
    });
    expect(blocksOf(horseshoe)).toEqual([Array.from({ length: 30 }, (_, at) => at + 1)]);
  });

  it('share one row and zone of the plan, regardless of names', () => {
    const rows = [
      seat(1, 0, 0),
      seat(2, 1, 0),
      seat(3, 2, 0),
      seat(4, 3, 0, { rowIndex: 1 }),
      seat(5, 3, 0, { zoneIndex: 1 }),
      seat(6, 3, 0, { zoneIndex: 1, row: 'B' }),
    ];
    expect(blocksOf(rows)).toEqual([[1, 2, 3], [4], [5, 6]]);
    const behind = [0, 1].flatMap((y) =>
      [0, 1, 2, 3].map((x) => seat(y * 4 + x + 1, x, y, { row: '', rowIndex: y })),
    );
    expect(blocksOf(behind)).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
  });

  it('are not one behind the other in a row with several lines', () => {
    for (const lines of [2, 3]) {
      const grid = Array.from({ length: lines * 4 }, (_, at) => seat(at + 1, at % 4, Math.floor(at / 4)));
      expect(blocksOf(grid)).toEqual([1, 5, 9].slice(0, lines).map((n) => [n, n + 1, n + 2, n + 3]));
      const sideways = grid.map((one) => ({ ...one, x: one.y, y: one.x }));
      expect(blocksOf(sideways)).toEqual(blocksOf(grid));
    }
  });

  it('are not the seats at the turn of rows listed in alternating directions', () => {
    const snake = [0, 35, 70].flatMap((y, rowIndex) =>
      [0, 25, 50, 75].map((x, at) =>
        seat(4 * rowIndex + at + 1, rowIndex === 1 ? 75 - x : x, y, { rowIndex }),
      ),
    );
    expect(blocksOf(snake)).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ]);
  });

  it('follow the pitch of their own zone, not of another zone with the same name', () => {
    const zone = (zoneIndex: number, pitch: number, from: number) =>
      [0, 1, 2].flatMap((rowIndex) =>
        (rowIndex === 0 ? [0, 1, 2] : [0, 1]).map((x, at) =>
          seat(from + 3 * rowIndex + at, x * pitch, rowIndex, { zoneIndex, rowIndex }),
        ),
      );
    // Mixing the pitches of both zones would separate the pairs of the wide zone.
    const blocks = blocksOf([...zone(0, 1, 1), ...zone(1, 2, 11)]);
    expect(blocks.filter((block) => block.length === 2)).toHaveLength(4);
  });

  it('are in order of number if there are no coordinates', () => {
    expect(blocksOf([3, 1, 2].map((number) => seat(number, 0, 0)))).toEqual([[1, 2, 3]]);
  });
});

describe('a seat plan', () => {
  it('measures distances from the stage and lists the nearest block first', () => {
    const plan = makeSeatPlan(
      [seat(1, 3, 4), seat(2, 0, 1, { rowIndex: 1 }), seat(3, 1, 1, { rowIndex: 1 })],
      {
        x: 0,
        y: 0,
      },
    );
    expect(plan.blocks.map((block) => block.map((one) => one.seatNumber))).toEqual([[2, 3], [1]]);
    expect(plan.byNumber.get(1)).toMatchObject({ distance: 5, block: 1, place: 0 });
    expect(plan.byNumber.get(3)).toMatchObject({ block: 0, place: 1 });
  });
});
