import type { Scenario } from '../lib/scenario.ts';
import { reportAccept } from './report.ts';
import { type AcceptBenchSettings, type AcceptResults, FULL, QUICK, runAccept } from './run-accept.ts';

/** Acceptance of a command by the product's script and in two steps. */
export const accept: Scenario<AcceptBenchSettings, AcceptResults> = {
  full: FULL,
  quick: QUICK,
  run: runAccept,
  report: reportAccept,
  coresElsewhere: ({ coresElsewhere }) => coresElsewhere,
};
