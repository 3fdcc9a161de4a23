import { mostElsewhere } from '../lib/quiet.ts';
import type { Scenario } from '../lib/scenario.ts';
import { reportSeatList } from './report.ts';
import { runSeatList, type SeatListResults } from './run-seat-list.ts';
import { FULL, QUICK, type SeatListBenchSettings } from './settings.ts';

/** The full list of seats for many readers, and what those cost who never read it. */
export const seatList: Scenario<SeatListBenchSettings, SeatListResults> = {
  full: FULL,
  quick: QUICK,
  run: runSeatList,
  report: reportSeatList,
  coresElsewhere: ({ reads }) => mostElsewhere(reads.flatMap(({ measured }) => measured)),
};
