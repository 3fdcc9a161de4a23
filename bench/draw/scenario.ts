import type { Scenario } from '../lib/scenario.ts';
import { reportDraw } from './report.ts';
import { type DrawBenchSettings, type DrawResults, FULL, QUICK, runDraw } from './run-draw.ts';

/** The draw of a full waiting room at its opening, and what Redis has for others meanwhile. */
export const draw: Scenario<DrawBenchSettings, DrawResults> = {
  full: FULL,
  quick: QUICK,
  run: runDraw,
  report: reportDraw,
  coresElsewhere: ({ coresElsewhere }) => coresElsewhere,
};
