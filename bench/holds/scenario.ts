import type { Scenario } from '../lib/scenario.ts';
import { disturbance } from './figures.ts';
import { plotHolds } from './plots.ts';
import { reportHolds } from './report.ts';
import { type HoldResults, runHolds } from './run-holds.ts';
import { FULL, type HoldBenchSettings, QUICK } from './settings.ts';

/** Holds of the product and of the conventional design, side by side. */
export const holds: Scenario<HoldBenchSettings, HoldResults> = {
  full: FULL,
  quick: QUICK,
  run: ({ settings, apis, log }) => runHolds({ settings: { ...settings, apis }, log }),
  report: reportHolds,
  plots: plotHolds,
  coresElsewhere: disturbance,
};
