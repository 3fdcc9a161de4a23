import { COMMAND_NAMES, type CommandName } from '@concert-mania/core/jobs/command-catalogue';
import type { CommandQueue } from '@concert-mania/core/jobs/ports';
import { Counter, type Registry } from 'prom-client';
import type { ProblemCode } from '../http/problems/catalogue.ts';

const REFUSALS = {
  key_reused: 'idempotency_key_reused',
  busy: 'busy',
  unconfirmed: 'not_replicated',
} as const satisfies Record<string, ProblemCode>;

/** The same queue; counts the commands that it accepts and refuses. */
export function countAcceptances(registry: Registry, queue: CommandQueue): CommandQueue {
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const accepted = counter('cm_commands_accepted_total', 'Commands stored in their queue.', 'type');
  const replayed = counter(
    'cm_commands_replayed_total',
    'Commands sent again with the key of an earlier one; they were not stored again.',
    'type',
  );
  const refused = counter(
    'cm_commands_refused_total',
    'Valid commands that were not stored in their queue, by the code of the problem.',
    'type',
    'code',
  );
  for (const type of COMMAND_NAMES) {
    accepted.inc({ type }, 0);
    replayed.inc({ type }, 0);
    for (const code of Object.values(REFUSALS)) refused.inc({ type, code }, 0);
  }
  const count = (type: CommandName, kind: 'accepted' | 'replayed' | keyof typeof REFUSALS): void => {
    if (kind === 'accepted') accepted.inc({ type });
    else if (kind === 'replayed') replayed.inc({ type });
    else refused.inc({ type, code: REFUSALS[kind] });
  };
  return {
    ...queue,
    accept: async (submission) => {
      const acceptance = await queue.accept(submission);
      count(submission.name, acceptance.kind);
      return acceptance;
    },
  };
}
