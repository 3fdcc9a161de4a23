import { mostElsewhere } from '../lib/quiet.ts';
import type { Scenario } from '../lib/scenario.ts';
import { reportSeats } from './report.ts';
import { runSeats, type SeatResults } from './run-seats.ts';
import { FULL, QUICK, type SeatBenchSettings } from './settings.ts';

/** Seat status for many readers, and how soon a change reaches many viewers. */
export const seats: Scenario<SeatBenchSettings, SeatResults> = {
  full: FULL,
  quick: QUICK,
  run: runSeats,
  report: reportSeats,
  coresElsewhere: ({ unchanged, whole }) => mostElsewhere([...unchanged, ...whole]),
};
