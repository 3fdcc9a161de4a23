import { median } from './generator/latencies.ts';
import { perSecond } from './generator/run-generator.ts';
import { type JourneysMeasured, measureJourneys } from './journeys/journey-run.ts';
import { type Systems, withSystems } from './journeys/systems.ts';
import { readMemory } from './measuring/process-cpu.ts';
import { mostElsewhere } from './measuring/quiet.ts';
import { table, whole } from './report/tables.ts';
import type { Scenario } from './scenario.ts';

const FULL = {
  minutes: 20,
  minuteMs: 60_000,
  /** The share of the rate at full load, which is measured first. */
  share: 0.3,
  fullLoad: { journeys: 8_000, warmupMs: 2_000, measureMs: 5_000, drainMs: 30_000 },
};

interface Sample {
  readonly measured: JourneysMeasured;
  /** Resident megabytes of each process. */
  readonly memory: Readonly<Record<string, number>>;
  readonly redisMegabytes: number;
  /** Growth of Redis since the sample before, for each journey of this one. */
  readonly redisBytesEach: number;
  readonly redisKeys: number;
}

/** Growth from the second quarter to the last one that still counts as flat. */
const FLAT = 0.1;
/** Differences below this are noise. */
const LEAST = 10;
const WALLET = { payment: { method: 'wallet' }, until: 'paid', callsAtOnce: 20, connections: 200 } as const;
const MEGABYTE = 1e6;

/** Journeys at a steady rate for a long time: memory, latency and size of Redis must stay flat. */
export const soak: Scenario<typeof FULL> = {
  title: 'A long sale',
  full: FULL,
  quick: { minutes: 4, minuteMs: 15_000 },
  run: ({ settings, ...context }) =>
    withSystems(context, async (systems) => {
      const { minutes, minuteMs, share, fullLoad } = settings;
      const full = await measureJourneys(systems, 'product', { ...WALLET, ...fullLoad });
      const ratePerSecond = Math.max(1, Math.round(perSecond(full) * share));
      const samples: Sample[] = [];
      while (samples.length < minutes) samples.push(await takeSample(systems, settings, ratePerSecond));
      const journeys = samples.reduce((sum, { measured }) => sum + measured.succeededInAll, 0);
      const rows = rowsOf(samples);
      const growing = rows.flatMap(({ title, verdict }) => (verdict === 'not flat' ? [title] : []));
      return {
        machine: systems.product.bench.machine,
        sections: [
          `${ratePerSecond} journeys/s from the wallet for ${minutes} × ${minuteMs / 1_000} s: ${whole(journeys)} journeys, each with an account of its own, a concert of its own for each part. Medians of each quarter. Flat: the last quarter is at most a tenth (or ${LEAST}) above the second; the first one warms up. Redis keeps claims and answers of commands for a day, so within a day its size follows the number of journeys.`,
          table(rows, {
            '': ({ title }) => title,
            ...Object.fromEntries(
              ['1st quarter', '2nd', '3rd', '4th'].map((quarter, at) => [
                quarter,
                ({ values }: (typeof rows)[number]) => whole(values[at] ?? 0),
              ]),
            ),
            growth: ({ verdict }) => verdict,
          }),
        ],
        figures: [
          [
            `${ratePerSecond} journeys/s for ${(minutes * minuteMs) / 60_000} minutes: memory, latency, size of Redis`,
            growing.length === 0 ? 'all flat' : `not flat: ${growing.join(', ')}`,
          ],
        ],
        coresElsewhere: mostElsewhere(samples.map(({ measured }) => measured)),
        results: { settings, ratePerSecond, samples },
      };
    }),
};

async function takeSample(
  systems: Systems,
  { minuteMs, fullLoad }: typeof FULL,
  ratePerSecond: number,
): Promise<Sample> {
  const { stack, redis, log } = systems.product.bench;
  const usedBytes = async () => Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
  const before = await usedBytes();
  const measured = await measureJourneys(systems, 'product', {
    ...WALLET,
    shape: { kind: 'open', ratePerSecond },
    journeys: Math.ceil((ratePerSecond * minuteMs) / 1_000),
    warmupMs: 0,
    measureMs: minuteMs,
    drainMs: fullLoad.drainMs,
  });
  const memory = stack.processes.flatMap(({ name, pid }) => {
    const used = readMemory(pid);
    return used ? [[name, used.resident] as const] : [];
  });
  const used = await usedBytes();
  log(`p99 ${Math.round(measured.latency.p99Ms)} ms, ${measured.left.notices} mails left`);
  return {
    measured,
    memory: Object.fromEntries(memory),
    redisMegabytes: used / MEGABYTE,
    redisBytesEach: (used - before) / (measured.succeededInAll || Number.NaN),
    redisKeys: await redis.dbsize(),
  };
}

function rowsOf(samples: readonly Sample[]) {
  const quarters = [0, 1, 2, 3].map((quarter) =>
    samples.slice((quarter * samples.length) / 4, ((quarter + 1) * samples.length) / 4),
  );
  const row = (title: string, of: (sample: Sample) => number, isJudged = true) => {
    const values = quarters.map((quarter) => median(quarter.map(of)));
    const [, before = 0, , after = 0] = values;
    const isFlat = after - before <= Math.max(FLAT * before, LEAST);
    return { title, values, verdict: isJudged ? (isFlat ? 'flat' : 'not flat') : '' };
  };
  return [
    row('p50 ms', ({ measured }) => measured.latency.p50Ms),
    row('p99 ms', ({ measured }) => measured.latency.p99Ms),
    row('mails left', ({ measured }) => measured.left.notices),
    row('Redis, bytes more for each journey', ({ redisBytesEach }) => redisBytesEach),
    row('Redis, MB in use', ({ redisMegabytes }) => redisMegabytes, false),
    row('Redis, keys', ({ redisKeys }) => redisKeys, false),
    ...Object.keys(samples.at(-1)?.memory ?? {}).map((name) =>
      row(`${name}, MB resident`, ({ memory }) => memory[name] ?? 0),
    ),
  ];
}
