import { perSecond } from '../generator/run-generator.ts';
import { measureJourneys } from '../journeys/journey-run.ts';
import { type Systems, withSystems } from '../journeys/systems.ts';
import { readMemory } from '../measuring/process-cpu.ts';
import { mostElsewhere } from '../measuring/quiet.ts';
import type { Log } from '../measuring/stack.ts';
import type { Scenario } from '../scenario.ts';
import { reportSoak, soakFigures } from './report.ts';
import { FULL, QUICK, type Sample, type SoakSettings } from './settings.ts';

/** Journeys at a steady rate for a long time: memory, latency and size of Redis must stay flat. */
export const soak: Scenario<SoakSettings> = {
  title: 'A long sale',
  full: FULL,
  quick: QUICK,
  run: ({ settings, log }) =>
    withSystems({ log }, async (systems) => {
      const ratePerSecond = await findRate(systems, settings);
      log(`${ratePerSecond} journeys/s for ${settings.minutes} minutes`);
      const samples: Sample[] = [];
      for (let minute = 1; minute <= settings.minutes; minute += 1) {
        samples.push(await takeSample(systems, settings, ratePerSecond, log));
      }
      const { machine } = systems.product.bench;
      return {
        machine,
        sections: reportSoak(settings, ratePerSecond, samples),
        figures: soakFigures(settings, ratePerSecond, samples),
        coresElsewhere: mostElsewhere(samples.map(({ measured }) => measured)),
        results: { settings, ratePerSecond, samples },
      };
    }),
};

const WALLET = { payment: { method: 'wallet' }, until: 'paid', callsAtOnce: 20 } as const;
const CONNECTIONS = 200;
const MEGABYTE = 1e6;

async function findRate(systems: Systems, { fullLoad, share }: SoakSettings): Promise<number> {
  const full = await measureJourneys(systems, 'product', {
    ...WALLET,
    ...fullLoad,
    connections: CONNECTIONS,
  });
  return Math.max(1, Math.round(perSecond(full) * share));
}

async function takeSample(
  systems: Systems,
  { minuteMs, fullLoad }: SoakSettings,
  ratePerSecond: number,
  log: Log,
): Promise<Sample> {
  const { stack, redis } = systems.product.bench;
  const before = await usedBytes(redis);
  const measured = await measureJourneys(systems, 'product', {
    ...WALLET,
    connections: CONNECTIONS,
    shape: { kind: 'open', ratePerSecond },
    journeys: Math.ceil((ratePerSecond * minuteMs) / 1_000),
    warmupMs: 0,
    measureMs: minuteMs,
    drainMs: fullLoad.drainMs,
  });
  const pids = [
    ...stack.processes.map(({ name, pid }) => [name, pid] as const),
    ['Redis', stack.pidOf('redis')] as const,
  ];
  const memory = Object.fromEntries(
    pids.flatMap(([name, pid]) =>
      pid === undefined ? [] : [[name, readMemory(pid)?.resident ?? 0] as const],
    ),
  );
  const used = await usedBytes(redis);
  log(`p99 ${Math.round(measured.latency.p99Ms)} ms, ${measured.left.notices} mails left`);
  return {
    measured,
    memory,
    redisMegabytes: used / MEGABYTE,
    redisBytesEach: (used - before) / (measured.succeededInAll || Number.NaN),
    redisKeys: await redis.dbsize(),
  };
}

const usedBytes = async (redis: Systems['product']['bench']['redis']): Promise<number> =>
  Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
