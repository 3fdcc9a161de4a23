import { mostElsewhere } from '../lib/quiet.ts';
import type { Scenario } from '../lib/scenario.ts';
import { reportWaitingRoom } from './report.ts';
import { type RoomResults, runWaitingRoom } from './run-waiting-room.ts';
import { FULL, QUICK, type RoomBenchSettings } from './settings.ts';

/** Joins and polls of a full waiting room, and how exactly it is emptied. */
export const waitingRoom: Scenario<RoomBenchSettings, RoomResults> = {
  full: FULL,
  quick: QUICK,
  run: runWaitingRoom,
  report: reportWaitingRoom,
  coresElsewhere: ({ polls, joins }) => mostElsewhere([...polls, ...joins]),
};
