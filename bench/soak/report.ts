import { median } from '../generator/latencies.ts';
import { markdownTable, whole } from '../report/tables.ts';
import type { Figure } from '../scenario.ts';
import type { Sample, SoakSettings } from './settings.ts';

/** Growth from the second quarter to the last one that still counts as flat. */
const FLAT = 0.1;
/** Differences below this are noise. */
const LEAST = 10;

export function reportSoak(
  { minutes, minuteMs }: SoakSettings,
  ratePerSecond: number,
  samples: readonly Sample[],
): readonly string[] {
  const journeys = samples.reduce((sum, { measured }) => sum + measured.succeededInAll, 0);
  return [
    `${ratePerSecond} journeys/s from the wallet for ${minutes} × ${minuteMs / 1_000} s: ${whole(journeys)} journeys, each with an account of its own, a concert of its own for each part. Medians of each quarter. Flat: the last quarter is at most a tenth (or ${LEAST}) above the second; the first one warms up. Redis keeps claims and answers of commands for a day, so within a day its size follows the number of journeys.`,
    markdownTable(
      ['', '1st quarter', '2nd', '3rd', '4th', ''],
      rowsOf(samples).map(({ title, values, isFlat }) => [
        title,
        ...values.map(whole),
        isFlat === null ? '' : isFlat ? 'flat' : 'not flat',
      ]),
    ),
  ];
}

/** The figure of the soak for the table at the top of the page. */
export function soakFigures(
  { minutes, minuteMs }: SoakSettings,
  ratePerSecond: number,
  samples: readonly Sample[],
): readonly Figure[] {
  const growing = rowsOf(samples).flatMap(({ title, isFlat }) => (isFlat === false ? [title] : []));
  const subject = `${ratePerSecond} journeys/s for ${(minutes * minuteMs) / 60_000} minutes: memory, latency, size of Redis`;
  return [[subject, growing.length === 0 ? 'all flat' : `not flat: ${growing.join(', ')}`]];
}

function rowsOf(samples: readonly Sample[]) {
  const quarters = [0, 1, 2, 3].map((quarter) =>
    samples.slice((quarter * samples.length) / 4, ((quarter + 1) * samples.length) / 4),
  );
  const row = (title: string, of: (sample: Sample) => number) => {
    const values = quarters.map((quarter) => median(quarter.map(of)));
    const [, before = 0, , after = 0] = values;
    return { title, values, isFlat: after - before <= Math.max(FLAT * before, LEAST) };
  };
  const processes = Object.keys(samples.at(-1)?.memory ?? {});
  return [
    row('p50 ms', ({ measured }) => measured.latency.p50Ms),
    row('p99 ms', ({ measured }) => measured.latency.p99Ms),
    row('mails left', ({ measured }) => measured.left.notices),
    row('Redis, bytes more for each journey', ({ redisBytesEach }) => redisBytesEach),
    { ...row('Redis, MB in use', ({ redisMegabytes }) => redisMegabytes), isFlat: null },
    { ...row('Redis, keys', ({ redisKeys }) => redisKeys), isFlat: null },
    ...processes
      .filter((name) => name !== 'Redis')
      .map((name) => row(`${name}, MB resident`, ({ memory }) => memory[name] ?? 0)),
  ];
}
