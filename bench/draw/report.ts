import { markdownTable, milliseconds, whole } from '../lib/tables.ts';
import type { DrawResults } from './run-draw.ts';

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportDraw(results: DrawResults): string {
  const { machine, fans, drawnAfterMs, answersMs, coresElsewhere } = results;
  const at = (share: number) =>
    milliseconds(answersMs[Math.floor((answersMs.length - 1) * share)] ?? Number.NaN);
  return [
    `# Draw, measured ${results.startedAt}`,
    `${machine.cpu}, ${machine.cores} cores for everything, ${machine.memoryGib} GiB; Node ${machine.node}, Redis ${machine.redis} (appendfsync ${machine.redisAppendFsync}).`,
    `One admission-worker draws the order of all who gathered. Meanwhile ${whole(answersMs.length)} calls of another client asked Redis for the state of the room, one after another. Other programs used ${coresElsewhere.toFixed(2)} cores.`,
    markdownTable(
      ['gathered', 'drawn after s', 'call p50 ms', 'call p99 ms', 'longest call ms'],
      [[whole(fans), (drawnAfterMs / 1_000).toFixed(1), at(0.5), at(0.99), at(1)]],
    ),
    '',
  ].join('\n\n');
}
