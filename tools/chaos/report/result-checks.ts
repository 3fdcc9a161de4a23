import { type Check, checkOf } from '../../../scripts/audit/describe-checks.ts';
import { tellCommand, type Violation } from '../checks/history.ts';
import { describeFault } from '../plan/faults.ts';
import { RECOVERY_BAR_MS, type Recovery } from '../recovery.ts';
import type { ChaosResult } from '../run.ts';

const MOST_COMMANDS_TOLD = 3;

/** Every promise, every check of the audit and the bar of recovery, as checks that can be shown and counted. */
export const resultChecks = (result: ChaosResult): readonly Check[] => [
  ...result.promises.map(({ name, promise, violations }) =>
    checkOf(name, promise, violations.map(tellViolation)),
  ),
  checkOf(
    'recovers-in-time',
    `after each fault, commands are accepted and decided again within ${RECOVERY_BAR_MS / 1_000} s`,
    result.recoveries
      .filter(isLate)
      .map(({ made, worstMs }) => `${worstMs} ms after: ${describeFault(made.fault)}`),
  ),
  ...result.audit,
];

export const isLate = ({ worstMs }: Recovery): boolean => (worstMs ?? 0) > RECOVERY_BAR_MS;

/** A violation with the story of the commands it is about. */
function tellViolation({ subject, detail, commands }: Violation): string {
  const stories = commands.slice(0, MOST_COMMANDS_TOLD).flatMap(tellCommand);
  return [`${subject} ${detail}`, ...stories.map((line) => `        ${line}`)].join('\n');
}
