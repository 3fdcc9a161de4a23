import { mostElsewhere } from '../lib/quiet.ts';
import type { Scenario } from '../lib/scenario.ts';
import { reportFloods } from './report.ts';
import { type FloodResults, runFloods } from './run-floods.ts';
import { type FloodBenchSettings, FULL, QUICK } from './settings.ts';

/** Holds beside floods of joins and of logins. */
export const floods: Scenario<FloodBenchSettings, FloodResults> = {
  full: FULL,
  quick: QUICK,
  run: runFloods,
  report: reportFloods,
  coresElsewhere: ({ runs }) => mostElsewhere(runs.flatMap(({ loads }) => loads)),
};
