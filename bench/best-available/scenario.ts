import type { Scenario } from '../lib/scenario.ts';
import { reportBestAvailable } from './report.ts';
import { type BestAvailableResults, runBestAvailable } from './run-best-available.ts';
import { type BestAvailableBenchSettings, FULL, QUICK } from './settings.ts';

/** Full batches of requests for the best seats of a large house. */
export const bestAvailable: Scenario<BestAvailableBenchSettings, BestAvailableResults> = {
  full: FULL,
  quick: QUICK,
  run: runBestAvailable,
  report: reportBestAvailable,
  coresElsewhere: ({ coresElsewhere }) => coresElsewhere,
};
