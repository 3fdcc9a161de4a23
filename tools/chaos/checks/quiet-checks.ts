import { type HistoryCheck, violation } from './history.ts';

/** After the faults all work must end by itself. */
export const quietChecks: readonly HistoryCheck[] = [
  {
    name: 'nothing-is-left-under-way',
    promise: 'after the faults all holds, payments, refunds and notices end',
    find: ({ unfinished }) =>
      Object.entries(unfinished).flatMap(([what, count]) =>
        count === 0 ? [] : [violation(what, `${count} are still under way`)],
      ),
  },
  {
    name: 'every-process-is-ready',
    promise: 'after the faults every process is ready',
    find: ({ notReady }) => notReady.map((process) => violation(process, 'is not ready')),
  },
];
