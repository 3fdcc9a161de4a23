/** How much a run measures. */
export const FULL = {
  halls: [20_000, 60_000],
  /** How many times slower than the machine the browser's CPU is. */
  slowdowns: [1, 4],
  /** Pages that are opened for a first paint. */
  paints: 7,
  /** Frames of each movement. */
  frames: 150,
  /** Seats that change in one frame, and the frames. */
  changes: 1_000,
  changeFrames: 40,
};
export type MapSettings = typeof FULL;

export const QUICK: MapSettings = { ...FULL, paints: 2, frames: 40, changeFrames: 10 };

export const VIEWPORT = { width: 1_280, height: 720 };

/** Parts of the hall in view, by the distance of seats in pixels; null is all of it. */
export const VIEWS = [
  { name: 'whole hall', seatPx: null },
  { name: 'seats', seatPx: 14 },
  { name: 'numbers', seatPx: 30 },
] as const;

/** Rectangles of a yardstick frame. */
export const RECTANGLES = 10_000;

interface Bars {
  readonly firstPaintMs: number;
  readonly panP95Ms: number;
}

/** The most for a hall of 20,000 seats, by how much the CPU is slowed. */
export const BARS = new Map<number, Bars>([
  [1, { firstPaintMs: 100, panP95Ms: 8 }],
  [4, { firstPaintMs: 400, panP95Ms: 33 }],
]);
export const BARRED_SEATS = 20_000;
export const SCRIPTS_KB = 60;
