import { median } from '../lib/latencies.ts';
import { ELSEWHERE } from '../lib/process-cpu.ts';
import { perSecond } from '../lib/run-generator.ts';
import { markdownTable, milliseconds, whole } from '../lib/tables.ts';
import { FLOODS, type FloodedHolds, type FloodName, type FloodResults } from './run-floods.ts';

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportFloods(results: FloodResults): string {
  const { machine, settings, runs } = results;
  return [
    `# Holds beside floods, measured ${results.startedAt}`,
    `${machine.cpu}, ${machine.cores} cores for everything (both load generators included), ${machine.memoryGib} GiB; Node ${machine.node}, PostgreSQL ${machine.postgres}, Redis ${machine.redis} (appendfsync ${machine.redisAppendFsync}).`,
    `Fans inside the waiting room of one concert hold ${whole(settings.holdsPerSecond)} seats a second (open loop, from the moment a request was due to its committed outcome), each from an address shared with three others. Meanwhile one address floods the same API process: ${whole(settings.joinsPerSecond)} joins a second by as many accounts, or ${whole(settings.loginsPerSecond)} logins a second, every second one with a wrong password. Medians of ${settings.repetitions} × ${settings.measureMs / 1_000} s each, taken in turns, after one run of each that is not counted; answers to floods are counted over all of them.`,
    ...runs.flatMap(({ rateLimits, loads }) => [
      `## Limits of rates ${rateLimits ? 'on, as by default' : 'off'}`,
      holdsTable(loads),
      'Cores in use meanwhile:',
      cpuTable(loads),
    ]),
    '',
  ].join('\n\n');
}

const besideEach = <T>(
  loads: readonly FloodedHolds[],
  row: (name: FloodName, same: readonly FloodedHolds[]) => T,
) =>
  FLOODS.map((name) =>
    row(
      name,
      loads.filter(({ beside }) => beside === name),
    ),
  );

const ANSWERS = [
  ['let in', ['200', '201']],
  ['wrong password (401)', ['401']],
  ['over the limit (429)', ['429']],
  ['busy (503)', ['503']],
] as const;

function holdsTable(loads: readonly FloodedHolds[]): string {
  return markdownTable(
    ['holds beside', 'held/s', 'p50 ms', 'p95 ms', 'p99 ms', ...ANSWERS.map(([name]) => `${name}/s`)],
    besideEach(loads, (name, same) => [
      name,
      whole(median(same.map(perSecond))),
      ...(['p50Ms', 'p95Ms', 'p99Ms'] as const).map((key) =>
        milliseconds(median(same.map(({ latency }) => latency[key]))),
      ),
      ...ANSWERS.map(([, statuses]) => answersPerSecond(same, statuses)),
    ]),
  );
}

/** Over all repetitions: a limit is for a minute, so that some let in many and others nobody. */
function answersPerSecond(loads: readonly FloodedHolds[], statuses: readonly string[]): string {
  let [answers, seconds] = [0, 0];
  for (const { flood } of loads) {
    for (const status of statuses) answers += flood?.outcomes[status] ?? 0;
    seconds += (flood?.windowMs ?? 0) / 1_000;
  }
  return seconds === 0 ? '' : whole(answers / seconds);
}

function cpuTable(loads: readonly FloodedHolds[]): string {
  const labels = [...new Set(loads.flatMap(({ cpuSeconds }) => Object.keys(cpuSeconds)))];
  const ordered = [...labels.filter((label) => label !== ELSEWHERE), ELSEWHERE];
  return markdownTable(
    ['holds beside', ...ordered],
    besideEach(loads, (name, same) => [
      name,
      ...ordered.map((label) =>
        median(same.map(({ cpuSeconds, windowMs }) => (cpuSeconds[label] ?? 0) / (windowMs / 1_000))).toFixed(
          2,
        ),
      ),
    ]),
  );
}
