import { expect, test } from 'vitest';
import { makeRowCounter } from './count-rows.ts';

/** The row of each seat, given as `zone/row/seat`. */
function rowsOf(...names: readonly string[]): readonly (readonly [number, number])[] {
  const count = makeRowCounter();
  return names.map((name) => {
    const [zone = '', row = '', seat = ''] = name.split('/');
    const { zoneIndex, rowIndex } = count({ zone, row, seat });
    return [zoneIndex, rowIndex];
  });
}

test('ends a row of an older venue where the name of the zone or row changes', () => {
  expect(rowsOf('M/1/1', 'M/1/2', 'M/2/1', 'N/2/1', 'M/1/1')).toEqual([
    [0, 0],
    [0, 0],
    [0, 1],
    [1, 2],
    [2, 3],
  ]);
});

test('ends a row of an older venue where a seat name repeats', () => {
  expect(rowsOf('M//1', 'M//2', 'M//2', 'M//1', 'M//1').map(([, row]) => row)).toEqual([0, 0, 1, 1, 2]);
  expect(rowsOf('M/1/1', 'M/1/3', 'M/1/2', 'M/1/4').map(([, row]) => row)).toEqual([0, 0, 0, 0]);
  expect(rowsOf('M/1/', 'M/1/', 'M/1/').map(([, row]) => row)).toEqual([0, 0, 0]);
});
