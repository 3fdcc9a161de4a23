import { describe, expect, it } from 'vitest';
import { fittingName, makeBoxes, seatName } from './label-places.ts';

const widthOf = (text: string) => text.length * 10;

describe('the name of a zone', () => {
  it.each([
    [100, '1층 B구역'],
    [40, 'B구역'],
    [10, 'B'],
    [5, null],
  ])('in %i pixels is %s', (space, name) => {
    expect(fittingName('1층 B구역', space, widthOf)).toBe(name);
  });
});

it('refuses a label that would cover an earlier one', () => {
  const take = makeBoxes();
  const box = (left: number) => ({ left, right: left + 10, top: 0, bottom: 10 });
  expect([take(box(0)), take(box(5)), take(box(10))]).toEqual([true, false, true]);
});

it.each([
  ['1층 B구역 12-5', '5'],
  ['1층 12열 5번', '5'],
  ['Box Left', 'Left'],
  ['', ''],
])('the number of seat "%s" is "%s"', (label, name) => {
  expect(seatName(label)).toBe(name);
});
