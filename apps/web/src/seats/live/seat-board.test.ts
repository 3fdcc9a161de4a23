import { describe, expect, test } from 'vitest';
import { makeHall, seatAt } from './hall.ts';
import { sampleLayout } from './sample-layout.ts';
import { makeSeatBoard } from './seat-board.ts';

const layout = sampleLayout({ 'A 1': 'VVV', 'A 2': 'RRR', 'B 1': 'RRx' });

describe('a hall', () => {
  test('groups seats by section and row, with the prices of each section', () => {
    const { zones } = makeHall(layout);
    expect(zones.map(({ name, seats, prices }) => [name, seats, prices])).toEqual([
      ['A', 6, [110_000, 150_000]],
      ['B', 3, [110_000, 110_000]],
    ]);
    expect(zones[0]?.rows.map(({ name, seatNumbers }) => [name, seatNumbers])).toEqual([
      ['1', [1, 2, 3]],
      ['2', [4, 5, 6]],
    ]);
    expect(zones[1]?.rows[0]?.seatNumbers).toEqual([7, 8, 9]);
  });

  test('says grade and price of a seat, and none of one that is not for sale', () => {
    expect(seatAt(layout, 4)).toMatchObject({ label: 'A 2-1', grade: 'R', price: 110_000 });
    expect(seatAt(layout, 9)).toMatchObject({ grade: null, price: null });
  });
});

describe('a seat board', () => {
  const make = () => {
    const board = makeSeatBoard(makeHall(layout));
    board.replace('AAHAAAASN');
    return board;
  };
  const counts = (board: ReturnType<typeof make>) => ({
    free: board.free(),
    held: board.held(),
    zones: [0, 1].map(board.freeInZone),
    rows: [0, 1, 2].map(board.freeInRow),
    grades: ['V', 'R'].map(board.freeInGrade),
  });

  test('counts the free seats by section, row and grade', () => {
    expect(counts(make())).toEqual({ free: 6, held: 1, zones: [5, 1], rows: [2, 3, 1], grades: [2, 4] });
  });

  test('keeps its counts through changes, and reports only what changed', () => {
    const board = make();
    expect(
      board.apply([
        [1, 'S'],
        [3, 'A'],
        [4, 'A'],
        [99, 'H'],
      ]),
    ).toEqual([
      [1, 'S'],
      [3, 'A'],
    ]);
    expect(board.availability()).toBe('SAAAAAASN');
    expect(counts(board)).toEqual({ free: 6, held: 0, zones: [5, 1], rows: [2, 3, 1], grades: [2, 4] });
    expect(board.replace('SAAAAAASA')).toEqual([[9, 'A']]);
    expect(board.freeInZone(1)).toBe(2);
  });
});
