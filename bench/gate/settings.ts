/** How much a run measures. */
export const FULL = {
  tickets: 40_000,
  gates: ['A', 'B'],
  /** Scans per second of the fixed load. */
  scansPerSecond: 1_000,
  repetitions: 5,
  warmupMs: 1_500,
  measureMs: 5_000,
  connections: 64,
};
export type GateSettings = typeof FULL;

export const QUICK: GateSettings = { ...FULL, repetitions: 1, warmupMs: 700, measureMs: 2_000 };
