import { expect, it } from 'vitest';
import { makeBoxes, seatName, shorterNames } from './label-places.ts';

it.each([
  ['1층 B구역', ['1층 B구역', 'B구역', 'B']],
  ['Floor', ['Floor', 'F']],
  ['A', ['A']],
  ['', ['']],
])('the zone "%s" may be called %j', (name, names) => {
  expect(shorterNames(name)).toEqual(names);
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
