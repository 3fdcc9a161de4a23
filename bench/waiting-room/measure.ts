import { usedMemoryBytes } from '@concert-mania/local-stack/redis/redis-admin';
import { perSecond } from '../generator/run-generator.ts';
import { describeMachine } from '../measuring/machine.ts';
import { mostElsewhere, undisturbed } from '../measuring/quiet.ts';
import { type Bench, type Log, only, withBench } from '../measuring/stack.ts';
import { measureYardsticks } from '../measuring/yardsticks.ts';
import type { Scenario } from '../scenario.ts';
import { measureAdmissions } from './admissions.ts';
import { measureDraw } from './draw.ts';
import { makePolls, measureJoins, type RoomMeasured } from './polls-and-joins.ts';
import { type RoomResults, reportWaitingRoom } from './report.ts';
import { fillRoom, openRoom } from './room.ts';
import { FULL, QUICK, type RoomSettings } from './settings.ts';

/** A full waiting room: polls and joins, the rate of admissions, and the draw. */
export const waitingRoom: Scenario<RoomSettings> = {
  full: FULL,
  quick: QUICK,
  run: async ({ settings, log }) => {
    const startedAt = new Date().toISOString();
    const replicas = only({ api: 1, 'admission-worker': 2 });
    const measured = await withBench({ replicas, log }, async (bench) => ({
      machine: await describeMachine(bench.stack),
      yardsticks: await measureYardsticks(bench, settings.connections, log),
      ...(await measureRoom(bench, settings, log)),
    }));
    const draw = await measureDraw(settings.drawn, log);
    const results: RoomResults = { startedAt, settings, ...measured, draw };
    return {
      markdown: reportWaitingRoom(results),
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
  const [polls, joins]: [RoomMeasured[], RoomMeasured[]] = [[], []];
  log('warming up');
  await measureJoins(bench, settings, path);
  await measurePolls();
  for (let repetition = 0; repetition < settings.repetitions; repetition += 1) {
    const polled = await undisturbed(() => measurePolls(), settings, log);
    const joined = await undisturbed(() => measureJoins(bench, settings, path), settings, log);
    polls.push(polled);
    joins.push(joined);
    log(`polls: ${Math.round(perSecond(polled))}/s, joins: ${Math.round(perSecond(joined))}/s`);
  }
  return { admissions, bytesPerFan, polls, joins };
}
