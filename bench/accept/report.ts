import { median } from '../lib/latencies.ts';
import { markdownTable, whole } from '../lib/tables.ts';
import type { AcceptResults, AcceptRun } from './run-accept.ts';

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportAccept({ startedAt, machine, settings, oneScript, twoSteps }: AcceptResults): string {
  const row = (name: string, runs: readonly AcceptRun[]) => [
    name,
    whole(median(runs.map((run) => run.perSecond))),
    runs.map((run) => whole(run.perSecond)).join(' '),
    whole(median(runs.map((run) => run.callerMicroseconds))),
    whole(median(runs.map((run) => run.redisMicroseconds))),
  ];
  return [
    `# Accepting commands, measured ${startedAt}`,
    `${machine.cpu}, ${machine.cores} cores for everything; Node ${machine.node}. ${settings.callers} callers at once, ${whole(settings.commands)} commands a run, medians of ${settings.repetitions} runs taken in turns; Redis with \`appendfsync always\`.`,
    markdownTable(
      ['', 'accepted/s', 'all repetitions', 'caller µs', 'Redis µs'],
      [row('one script', oneScript), row('claim, then Queue.add', twoSteps)],
    ),
    '',
  ].join('\n\n');
}
