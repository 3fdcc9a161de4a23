import { usedMemoryBytes } from '@concert-mania/local-stack/redis/redis-admin';
import { inTurns, mostElsewhere } from '../measuring/quiet.ts';
import { type Bench, type Log, only, withBench } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import { figureOf } from '../report/series.ts';
import { whole } from '../report/tables.ts';
import type { Scenario } from '../scenario.ts';
import { measureAdmissions } from './admissions.ts';
import { measureDraw } from './draw.ts';
import { makePolls, measureJoins } from './polls-and-joins.ts';
import { type RoomResults, reportWaitingRoom } from './report.ts';
import { fillRoom, openRoom } from './room.ts';
import { FULL, QUICK, type RoomSettings } from './settings.ts';

/** A full waiting room: polls and joins, the rate of admissions, and the draw. */
export const waitingRoom: Scenario<RoomSettings> = {
  title: 'Waiting room',
  full: FULL,
  quick: QUICK,
  run: async ({ settings, log }) => {
    const replicas = only({ api: 1, 'admission-worker': 2 });
    const measured = await withBench({ replicas, log }, async (bench) => ({
      machine: bench.machine,
      yardsticks: await measureYardsticks(bench, settings.connections, log),
      ...(await measureRoom(bench, settings, log)),
    }));
    const draw = await measureDraw(settings.drawn, log);
    const results: RoomResults = { settings, ...measured, draw };
    return {
      machine: measured.machine,
      sections: reportWaitingRoom(results),
      figures: [
        [
          `joins at ${whole(settings.waiting)} waiting, one API process`,
          figureOf('joins/s', { runs: results.joins }),
        ],
        ['polls of a place, one API process', figureOf('polls/s', { runs: results.polls })],
      ],
      coresElsewhere: Math.max(draw.coresElsewhere, mostElsewhere([...results.polls, ...results.joins])),
      results,
    };
  },
};

async function measureRoom(bench: Bench, settings: RoomSettings, log: Log) {
  log('measuring admissions');
  const admissions = await measureAdmissions(bench, settings.admissions);
  log(`${settings.waiting} fans join`);
  // One fan is admitted at most, so the line stays as long as it is.
  const room = await openRoom(bench, { maxActive: 1, admitPerSecond: 1 });
  const before = await usedMemoryBytes(bench.stack.redisUrl);
  const fans = await fillRoom(bench, room, { joining: settings.waiting, returned: settings.pollers });
  const bytesPerFan = ((await usedMemoryBytes(bench.stack.redisUrl)) - before) / settings.waiting;
  const path = `/v1/concerts/${room.id}/queue`;
  const measurePolls = makePolls(bench, settings, path, fans);
  const joins = () => measureJoins(bench, settings, path);
  const measured = await inTurns({ joins, polls: () => measurePolls() }, settings, log);
  return { admissions, bytesPerFan, ...measured };
}
