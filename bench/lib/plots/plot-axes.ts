/** Places values between two pixels, and says where a reader wants lines. */
export interface Axis {
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

/** Where an axis is drawn, in pixels. */
export interface Extent {
  readonly from: number;
  readonly length: number;
}

const STEPS = [1, 2, 5, 10];
const MOST_TICKS = 6;

/** From zero to a round number that is not less than `most`. */
export function linearAxis(most: number, { from, length }: Extent): Axis {
  const end = most > 0 ? most : 1;
  const power = 10 ** Math.floor(Math.log10(end / MOST_TICKS));
  const step = power * (STEPS.find((each) => power * each * MOST_TICKS >= end) ?? 10);
  const count = Math.ceil(end / step);
  return {
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
    at: (value) => from + (Math.max(0, value) / (count * step)) * length,
  };
}

/** Logarithmic, around the positive values; zero and less stand at its beginning. */
export function logAxis(values: readonly number[], extent: Extent): Axis {
  const positive = values.filter((value) => value > 0);
  const [least, most] = positive.length > 0 ? [Math.min(...positive), Math.max(...positive)] : [1, 1];
  const powers = { from: Math.floor(Math.log10(least)), to: Math.ceil(Math.log10(most)) + 1 };
  const all: number[] = [];
  for (let power = powers.from; power <= powers.to; power += 1) {
    // Not 0.1 * 2: 10 ** -1 is inexact, 2 / 10 is the nearest number there is.
    for (const digit of [1, 2, 5]) all.push(power < 0 ? digit / 10 ** -power : digit * 10 ** power);
  }
  const first = all.findLastIndex((tick) => tick <= least);
  const last = all.findIndex((tick, index) => tick >= most && index > first);
  const ticks = all.slice(first, last + 1);
  const [lowest = 1, highest = 10] = [ticks[0], ticks.at(-1)];
  const span = Math.log(highest / lowest);
  return {
    ticks,
    at: (value) => extent.from + (value <= lowest ? 0 : Math.log(value / lowest) / span) * extent.length,
  };
}
