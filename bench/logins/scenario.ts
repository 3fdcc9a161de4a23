import { mostElsewhere } from '../lib/quiet.ts';
import type { Scenario } from '../lib/scenario.ts';
import { reportLogins } from './report.ts';
import { type LoginResults, runLogins } from './run-logins.ts';
import { FULL, type LoginBenchSettings, QUICK } from './settings.ts';

/** Holds beside a flood of logins. */
export const logins: Scenario<LoginBenchSettings, LoginResults> = {
  full: FULL,
  quick: QUICK,
  run: runLogins,
  report: reportLogins,
  coresElsewhere: ({ alone, flooded }) => mostElsewhere([...alone, ...flooded.map(({ holds }) => holds)]),
};
