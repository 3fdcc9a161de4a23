import { expect, it } from 'vitest';
import { LOOKS, lookOfGrade, SHAPES } from './seat-shapes.ts';

it('gives each of the first six grades a shape and a colour of its own', () => {
  const looks = SHAPES.map((_, grade) => lookOfGrade(grade));
  expect(new Set(looks.map(({ shape }) => shape)).size).toBe(SHAPES.length);
  expect(new Set(looks.map(({ colour }) => colour)).size).toBe(SHAPES.length);
});

it('gives no two grades the same look before all combinations are used', () => {
  const looks = Array.from({ length: LOOKS }, (_, grade) => JSON.stringify(lookOfGrade(grade)));
  expect(new Set(looks).size).toBe(LOOKS);
});
