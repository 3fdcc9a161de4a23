import { median } from '../lib/latencies.ts';
import { markdownTable, milliseconds, whole } from '../lib/tables.ts';
import type { BatchRun, BestAvailableResults } from './run-best-available.ts';
import { BATCH } from './settings.ts';

/** The results as Markdown, for the terminal and for `docs/benchmarks.md`. */
export function reportBestAvailable({ startedAt, machine, settings, cases }: BestAvailableResults): string {
  const medianOf = (runs: readonly BatchRun[], of: (run: BatchRun) => number) => median(runs.map(of));
  return [
    `# Best available seats, measured ${startedAt}`,
    `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB; Node ${machine.node}, PostgreSQL ${machine.postgres}. Batches of ${BATCH} requests in one transaction, one after another, medians of ${settings.repetitions}; parties of one to four, seats sold before scattered over the house, free seats read in every batch.`,
    markdownTable(
      ['', 'seats', 'served', 'decision ms', 'slowest', 'µs a request', 'transaction ms'],
      cases.map(({ what, house, runs }) => {
        const decisionMs = medianOf(runs, (run) => run.decisionMs);
        return [
          what,
          whole(house),
          whole(medianOf(runs, (run) => run.held)),
          milliseconds(decisionMs),
          milliseconds(Math.max(...runs.map((run) => run.decisionMs))),
          whole((decisionMs * 1_000) / BATCH),
          milliseconds(medianOf(runs, (run) => run.transactionMs)),
        ];
      }),
    ),
    '',
  ].join('\n\n');
}
