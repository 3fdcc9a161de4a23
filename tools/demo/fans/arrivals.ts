import type { Random } from '../random.ts';

/** Buyers in each second of a sale that sold out in 17 seconds. */
export const SOLD_OUT_CURVE = [7, 18, 52, 72, 131, 134, 108, 120, 125, 100, 39, 8, 14, 10, 17, 4, 8] as const;

/** How many come before the sale opens, and how long before at most and at least. */
export const EARLY_SHARE = 0.1;
export const EARLIEST_MS = 4_000;
export const LATEST_EARLY_MS = 1_000;

/**
 * When each fan arrives, in milliseconds from the opening, in order: some before it, the rest along
 * the curve.
 */
export function drawArrivals(fans: number, random: Random): readonly number[] {
  const early = Math.floor(fans * EARLY_SHARE);
  const arrivals = Array.from(
    { length: early },
    () => -LATEST_EARLY_MS - random() * (EARLIEST_MS - LATEST_EARLY_MS),
  );
  for (const [second, count] of spread(fans - early).entries()) {
    for (let fan = 0; fan < count; fan += 1) arrivals.push((second + random()) * 1_000);
  }
  return arrivals.sort((a, b) => a - b);
}

/** Shares a number out along the curve without losing anybody to rounding. */
function spread(fans: number): readonly number[] {
  const whole = SOLD_OUT_CURVE.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  let given = 0;
  return SOLD_OUT_CURVE.map((count) => {
    seen += count;
    const upToHere = Math.round((fans * seen) / whole);
    const share = upToHere - given;
    given = upToHere;
    return share;
  });
}
