import { type Check, checkOf } from '../../audit/describe-checks.ts';
import { tellCommand, type Violation } from '../checks/history.ts';
import { describeFault } from '../plan/faults.ts';
import { RECOVERY_BAR_MS, type Recovery } from '../recovery.ts';
import type { ChaosResult } from '../run.ts';

const MOST_COMMANDS_TOLD = 3;

/** All promises, all checks of the audit and the limit for recovery as one list of checks. */
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

/** A violation with the history of its commands. */
function tellViolation({ subject, detail, commands }: Violation): string {
  const stories = commands.slice(0, MOST_COMMANDS_TOLD).flatMap(tellCommand);
  return [`${subject} ${detail}`, ...stories.map((line) => `        ${line}`)].join('\n');
}
