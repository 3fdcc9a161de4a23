import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  between,
  fitting,
  limited,
  limitsOf,
  panned,
  seenBounds,
  toHall,
  toScreen,
  zoomed,
} from './viewport.ts';

const hall = { bounds: { left: 0, top: 0, right: 2_000, bottom: 1_000 }, pitch: 10 };
const size = { width: 400, height: 400 };
const whole = fitting(hall.bounds, size);
const limits = limitsOf(hall, size);

describe('the view', () => {
  it('fits the whole hall', () => {
    expect(whole).toMatchObject({ x: 1_000, y: 500, scale: 0.2 });
    expect(seenBounds(whole)).toEqual({ left: 0, right: 2_000, top: -500, bottom: 1_500 });
  });

  it('translates between the screen and the hall', () => {
    const view = { ...size, x: 300, y: 200, scale: 2 };
    expect(toScreen(view, { x: 310, y: 190 })).toEqual({ x: 220, y: 180 });
    expect(toHall(view, { x: 220, y: 180 })).toEqual({ x: 310, y: 190 });
  });

  it('moves with the finger', () => {
    const view = { ...size, x: 300, y: 200, scale: 2 };
    expect(panned(view, 20, -10)).toMatchObject({ x: 290, y: 205 });
  });

  it('keeps the place under the finger when it zooms', () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 400 }), y: fc.integer({ min: 0, max: 400 }) });
    fc.assert(
      fc.property(point, fc.double({ min: 0.1, max: 10, noNaN: true }), (at, factor) => {
        const before = toHall(whole, at);
        const after = toHall(zoomed(whole, factor, at, limits), at);
        expect(after.x).toBeCloseTo(before.x);
        expect(after.y).toBeCloseTo(before.y);
      }),
    );
  });

  it('zooms out to the whole hall and in to large seats', () => {
    const middle = { x: 200, y: 200 };
    expect(zoomed(whole, 0.1, middle, limits).scale).toBe(0.2);
    expect(zoomed(whole, 1_000, middle, limits).scale * hall.pitch).toBe(52);
  });

  it('stays in the hall', () => {
    expect(limited({ ...whole, scale: 1, x: -5_000, y: 5_000 }, limits)).toMatchObject({ x: 200, y: 800 });
    expect(limited({ ...whole, scale: 0.2, x: 0, y: 0 }, limits)).toMatchObject({ x: 1_000, y: 500 });
  });

  it('keeps a place that is at one point before and after a movement there all the way', () => {
    const at = { x: 300, y: 100 };
    const to = zoomed(whole, 4, at, limits);
    const place = toHall(whole, at);
    for (const share of [0.25, 0.5, 0.9]) {
      const point = toScreen(between(whole, to, share), place);
      expect(point.x).toBeCloseTo(at.x);
      expect(point.y).toBeCloseTo(at.y);
    }
  });
});
