import type { HistoryCheck } from './history.ts';

/** After the faults all work must end by itself. */
export const quietChecks: readonly HistoryCheck[] = [
  {
    name: 'nothing-is-left-under-way',
    promise: 'after the faults all holds, payments, refunds and notices end',
    find: ({ unfinished }) =>
      Object.entries(unfinished).flatMap(([what, count]) =>
        count === 0 ? [] : [{ subject: what, detail: `${count} are still under way`, commands: [] }],
      ),
  },
  {
    name: 'every-process-is-ready',
    promise: 'after the faults every process is ready',
    find: ({ notReady }) =>
      notReady.map((process) => ({ subject: process, detail: 'is not ready', commands: [] })),
  },
];
