import { type HistoryCheck, violation } from './history.ts';

/** The run must have had a load, and after the faults all work must end by itself. */
export const quietChecks: readonly HistoryCheck[] = [
  {
    name: 'the-load-held-seats',
    promise: 'fans held seats: a run without any holds proves nothing',
    find: ({ commands, database: { reservations } }) =>
      reservations.length === 0
        ? [violation('the load', `sent ${commands.length} commands, and no hold succeeded`)]
        : [],
  },
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
