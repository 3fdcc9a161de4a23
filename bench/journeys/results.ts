import type { ProcessMemory } from '../measuring/process-cpu.ts';
import type { Yardsticks } from '../measuring/yardsticks.ts';
import type { JourneysMeasured } from './journey-run.ts';
import type { JourneySettings, Way } from './settings.ts';
import type { SystemName } from './systems.ts';

export type BySystem<T> = Readonly<Record<SystemName, T>>;

export interface WayMeasured {
  readonly way: Way;
  readonly runs: BySystem<readonly JourneysMeasured[]>;
}

/** A load at a share of the rate that a system took at most. */
export interface CurvePoint {
  readonly share: number;
  readonly ratePerSecond: number;
  readonly measured: JourneysMeasured;
}

/** Runs of a system whose CPU and calls are accounted for. */
export interface Account {
  /** From the wallet: one run for each step of the journey, in order. */
  readonly steps: readonly JourneysMeasured[];
  /** Whole journeys through a gateway that answers at once. */
  readonly gateway: JourneysMeasured;
}

export interface JourneyResults {
  readonly settings: JourneySettings;
  readonly yardsticks: Yardsticks;
  readonly idle: readonly { readonly name: string; readonly memory: ProcessMemory }[];
  /** The wallet is the first. */
  readonly ways: readonly [WayMeasured, ...WayMeasured[]];
  /** Repetitions that were left out, and why. */
  readonly faults: readonly string[];
  readonly curves: BySystem<readonly CurvePoint[]>;
  readonly accounts: BySystem<Account>;
}
