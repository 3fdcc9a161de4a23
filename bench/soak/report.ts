import { median } from '../generator/latencies.ts';
import { markdownTable, whole } from '../report/tables.ts';
import type { Sample, SoakSettings } from './measure.ts';

/** Growth from the second quarter to the last one that still counts as flat. */
const FLAT = 0.1;
/** Differences below this are noise. */
const LEAST = 10;

export function reportSoak(
  { minutes, minuteMs }: SoakSettings,
  ratePerSecond: number,
  samples: readonly Sample[],
): readonly string[] {
  const quarters = [0, 1, 2, 3].map((quarter) =>
    samples.slice((quarter * samples.length) / 4, ((quarter + 1) * samples.length) / 4),
  );
  const row = (title: string, of: (sample: Sample) => number) => {
    const values = quarters.map((quarter) => median(quarter.map(of)));
    const [, before = 0, , after = 0] = values;
    const isFlat = after - before <= Math.max(FLAT * before, LEAST);
    return [title, ...values.map(whole), isFlat ? 'flat' : 'not flat'];
  };
  const processes = Object.keys(samples.at(-1)?.memory ?? {});
  return [
    `${ratePerSecond} journeys/s from the wallet for ${minutes} × ${minuteMs / 1_000} s: ${whole(samples.reduce((sum, { measured }) => sum + measured.succeededInAll, 0))} journeys, each with an account of its own, a concert of its own for each part. Medians of each quarter. Flat: the last quarter is at most a tenth (or ${LEAST}) above the second; the first one warms up.`,
    markdownTable(
      ['', '1st quarter', '2nd', '3rd', '4th', ''],
      [
        row('p50 ms', ({ measured }) => measured.latency.p50Ms),
        row('p99 ms', ({ measured }) => measured.latency.p99Ms),
        row('mails left', ({ measured }) => measured.left.notices),
        row('Redis, MB in use', ({ redisMegabytes }) => redisMegabytes),
        row('Redis, keys', ({ redisKeys }) => redisKeys),
        ...processes.map((name) => row(`${name}, MB resident`, ({ memory }) => memory[name] ?? 0)),
      ],
    ),
  ];
}
