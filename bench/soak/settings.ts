import type { JourneysMeasured } from '../journeys/journey-run.ts';

/** How much a run measures. */
export const FULL = {
  minutes: 20,
  minuteMs: 60_000,
  /** The share of the rate at full load, which is measured first. */
  share: 0.3,
  fullLoad: { journeys: 8_000, warmupMs: 2_000, measureMs: 5_000, drainMs: 30_000 },
};
export type SoakSettings = typeof FULL;
export const QUICK: SoakSettings = { ...FULL, minutes: 4, minuteMs: 15_000 };

export interface Sample {
  readonly measured: JourneysMeasured;
  /** Resident megabytes of each process. */
  readonly memory: Readonly<Record<string, number>>;
  readonly redisMegabytes: number;
  /** Growth of Redis since the sample before, for each journey of this one. */
  readonly redisBytesEach: number;
  readonly redisKeys: number;
}
