import { type CommandKind, type CommandRecord, endOf, isFinal, isUnknown, jobOf } from '../history/model.ts';
import { decidedCommands, type HistoryCheck, textIn, type Violation, violation } from './history.ts';

/** The job types of the commands. */
const TYPES = {
  hold: 'reservation.hold',
  cancel: 'reservation.cancel',
  'pay-wallet': 'payment.pay',
  'pay-gateway': 'payment.pay',
  'top-up': 'wallet.top-up',
} as const satisfies Record<CommandKind, string>;

const about = (command: CommandRecord, detail: string): Violation =>
  violation(jobOf(command) ?? command.key, detail, command);

/** The answers to clients must be complete, final, and equal to the database. */
export const jobChecks: readonly HistoryCheck[] = [
  {
    name: 'every-command-was-answered',
    promise: 'a command without an answer gets one when it is sent again with its key',
    find: ({ commands }) =>
      commands.filter(isUnknown).map((command) => about(command, 'never got a definite answer')),
  },
  {
    name: 'every-accepted-command-has-an-end',
    promise: 'every command that was accepted succeeds or is rejected; none fails, none is lost',
    find: ({ commands }) =>
      commands.flatMap((command) => {
        if (jobOf(command) === null) return [];
        const end = endOf(command);
        if (end === null) return [about(command, 'was accepted and has no end')];
        return end.status === 'failed' ? [about(command, `failed (${end.code})`)] : [];
      }),
  },
  {
    name: 'ends-are-final',
    promise: 'a reported end never changes',
    find: ({ commands }) =>
      commands.flatMap((command) => {
        const first = command.reports.findIndex(({ status }) => isFinal(status));
        if (first === -1) return [];
        const end = command.reports[first];
        const other = command.reports
          .slice(first)
          .find(({ status, code }) => status !== end?.status || code !== end.code);
        return other
          ? [about(command, `was reported ${end?.status}, then ${other.status} ${other.code ?? ''}`)]
          : [];
      }),
  },
  {
    name: 'database-confirms-every-end',
    promise: 'the database has recorded every reported end',
    find: (history) => {
      const recorded = new Map(decidedCommands(history).map((decided) => [decided.command, decided.job]));
      return history.commands.flatMap((command) => {
        const end = endOf(command);
        if (end === null || end.status === 'failed') return [];
        const outcome = recorded.get(command)?.outcome;
        const reported = `${end.status} ${end.code ?? ''}`.trim();
        if (outcome === undefined)
          return [about(command, `was reported ${reported}, the database has nothing`)];
        const has = `${outcome.status} ${outcome.status === 'succeeded' ? '' : outcome.error.code}`.trim();
        if (has !== reported) return [about(command, `was reported ${reported}, the database has ${has}`)];
        if (outcome.status !== 'succeeded' || end.result === null) return [];
        const members = [end.result, outcome.result].map((result) => Object.keys(result).sort().join(', '));
        return members[0] === members[1]
          ? []
          : [about(command, `was reported with ${members[0]}, the database has ${members[1]}`)];
      });
    },
  },
  {
    name: 'same-key-same-job',
    promise: 'a command sent again with its key is the same job, and is never refused once it was accepted',
    find: ({ commands }) =>
      commands.flatMap((command) => {
        const answers = command.attempts.map(({ answer }) => answer);
        const jobs = new Set(
          answers.flatMap((answer) => (answer.kind === 'ok' ? [String(answer.body.id)] : [])),
        );
        if (jobs.size > 1) return [about(command, `was accepted as ${[...jobs].join(' and ')}`)];
        const firstAccepted = answers.findIndex(({ kind }) => kind === 'ok');
        const refused = answers.slice(Math.max(firstAccepted, 0)).find(({ kind }) => kind === 'refused');
        return firstAccepted !== -1 && refused?.kind === 'refused'
          ? [about(command, `was accepted, then refused: ${refused.code}`)]
          : [];
      }),
  },
  {
    name: 'no-outcome-unasked',
    promise: 'every decided command was sent by a client',
    find: ({ commands, database }) => {
      const known = new Set(commands.map(jobOf));
      return database.jobs
        .filter(({ jobId }) => !known.has(jobId))
        .map(({ jobId, type, accountId, outcome }) => {
          const detail = `${type} of ${accountId} ${outcome.status}, though no client knows of it`;
          const isSuspect = (command: CommandRecord) =>
            command.accountId === accountId && jobOf(command) === null && TYPES[command.kind] === type;
          return violation(jobId, detail, ...commands.filter(isSuspect));
        });
    },
  },
  {
    name: 'results-name-their-subject',
    promise: 'the result of a command names the reservation that it was about',
    find: (history) =>
      decidedCommands(history).flatMap(({ command, job }) => {
        const { outcome } = job;
        const asked = textIn(command.body, 'reservationId');
        if (outcome.status !== 'succeeded' || asked === null) return [];
        const named = textIn(outcome.result, 'reservation', 'id');
        return named === asked
          ? []
          : [about(command, `asked about ${asked}, the result names ${named ?? 'nothing'}`)];
      }),
  },
];
