import { expect, it } from 'vitest';
import { blitSeats } from './blit.ts';

/** Pictures of 2 × 2 pixels with one transparent pixel: kind 0 is made of 1, kind 1 of 2. */
const sprites = { size: 2, phases: 1, stride: 2, pixels: Uint32Array.of(1, 1, 1, 0, 2, 2, 2, 0) };

function drawn(places: readonly (readonly [x: number, y: number, kind: number])[]): readonly string[] {
  const area = { width: 5, height: 4, pixels: new Uint32Array(20) };
  const placed = {
    seats: Uint32Array.from(places.keys()),
    count: places.length,
    x: Float32Array.from(places, ([x]) => x),
    y: Float32Array.from(places, ([, y]) => y),
    scale: 1,
    left: 0,
    top: 0,
    kindOf: Uint8Array.from(places, ([, , kind]) => kind),
  };
  blitSeats(area, placed, sprites);
  return [0, 5, 10, 15].map((start) => area.pixels.slice(start, start + 5).join(''));
}

it('copies the picture of each kind of seat around its place', () => {
  expect(
    drawn([
      [0.5, 0.5, 0],
      [3.5, 2.5, 1],
    ]),
  ).toEqual(['11000', '10000', '00022', '00020']);
});

it('leaves what is under transparent pixels', () => {
  expect(
    drawn([
      [1.5, 1.5, 1],
      [0.5, 0.5, 0],
    ]),
  ).toEqual(['11000', '12200', '02000', '00000']);
});

it('cuts off what is outside', () => {
  expect(
    drawn([
      [-0.5, -0.5, 0],
      [4.5, 3.5, 1],
      [99, 99, 1],
      [-99, 1, 1],
    ]),
  ).toEqual(['00000', '00000', '00000', '00002']);
});
