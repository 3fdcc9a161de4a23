import { median } from '../lib/latencies.ts';
import type { Measured } from '../lib/run-generator.ts';
import { markdownTable, milliseconds, whole } from '../lib/tables.ts';
import type { LoginResults } from './run-logins.ts';

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportLogins(results: LoginResults): string {
  const { machine, settings, alone, flooded } = results;
  const row = (name: string, measured: readonly Measured[]) => [
    name,
    whole(median(measured.map(({ outcomes, windowMs }) => (outcomes.succeeded ?? 0) / (windowMs / 1_000)))),
    milliseconds(median(measured.map(({ latency }) => latency.p50Ms))),
    milliseconds(median(measured.map(({ latency }) => latency.p99Ms))),
  ];
  const statuses: Record<string, number> = {};
  for (const { logins } of flooded) {
    for (const [status, count] of Object.entries(logins)) statuses[status] = (statuses[status] ?? 0) + count;
  }
  return [
    `# Logins beside holds, measured ${results.startedAt}`,
    `${machine.cpu}, ${machine.cores} cores for everything, ${machine.memoryGib} GiB; Node ${machine.node}. One concert at ${whole(settings.holdsPerSecond)} holds/s, from request to committed outcome; medians of ${settings.repetitions} runs of ${settings.measureMs / 1_000} s each, taken in turns. Logins: ${settings.loginsPerSecond}/s at one API process, every second one with a wrong password, limits of rates off.`,
    markdownTable(
      ['', 'holds/s', 'p50 ms', 'p99 ms'],
      [
        row('holds alone', alone),
        row(
          'beside logins',
          flooded.map(({ holds }) => holds),
        ),
      ],
    ),
    `Logins by status: ${Object.entries(statuses)
      .map(([status, count]) => `${status}: ${whole(count)}`)
      .join(', ')}. 503 is "busy, come back": the line of passwords to be hashed is kept short.`,
    '',
  ].join('\n\n');
}
