import { countBroken, describeChecks } from '../../audit/describe-checks.ts';
import { describeFault } from '../plan/faults.ts';
import type { PlannedFault } from '../plan/make-plan.ts';
import { RECOVERY_BAR_MS, type Recovery } from '../recovery.ts';
import type { ChaosResult } from '../run.ts';
import { isLate, resultChecks } from './result-checks.ts';

const FLAWS_SHOWN = 5;
const seconds = (ms: number | null) => (ms === null ? '-' : `${(ms / 1_000).toFixed(1)} s`);

/** Describes the plan of a run. */
export const describePlan = (plan: readonly PlannedFault[]): string =>
  ['Plan', ...plan.map(({ atMs, fault }) => `  ${seconds(atMs).padStart(8)}  ${describeFault(fault)}`)].join(
    '\n',
  );

/**
 * Describes a run: faults with recovery times, requests by outcome, checks, and how to repeat it.
 */
export function describeResult(result: ChaosResult): string {
  const checks = resultChecks(result);
  const broken = countBroken(checks);
  return [
    describeRecoveries(result.recoveries),
    describeRequests(result),
    ...(result.crashes.length === 0 ? [] : [describeCrashes(result)]),
    ...describeLag(result),
    `Checks\n${describeChecks(checks, FLAWS_SHOWN)}`,
    broken === 0
      ? `Everything holds. Quiet ${seconds(result.settledMs)} after the last fault.`
      : `${broken} of ${checks.length} do not hold.`,
    `Repeat it: ${repeatCommand(result)}`,
  ].join('\n\n');
}

export const repeatCommand = ({ seed, lengthMs }: Pick<ChaosResult, 'seed' | 'lengthMs'>): string =>
  `npm run chaos -- --seed ${seed} --minutes ${lengthMs / 60_000}`;

function describeRecoveries(recoveries: readonly Recovery[]): string {
  const rows = recoveries.map((recovery) => {
    const slowest = recovery.lanes.reduce<(typeof recovery.lanes)[number] | null>(
      (worst, lane) => ((lane.againMs ?? 0) > (worst?.againMs ?? -1) ? lane : worst),
      null,
    );
    const mark = isLate(recovery) ? '✗' : ' ';
    return [
      `  ${mark}${seconds(recovery.worstMs).padStart(8)}`,
      seconds(recovery.acceptingMs).padStart(8),
      seconds(slowest?.againMs ?? null).padStart(8),
      ` ${describeFault(recovery.made.fault)}${slowest === null ? '' : ` (${slowest.lane})`}`,
    ].join(' ');
  });
  const failures = recoveries.flatMap(({ made: { fault, failure } }) =>
    failure === null ? [] : [`  could not be made as planned: ${describeFault(fault)}: ${failure}`],
  );
  return [
    `Recovery, from the end of a fault that has one (✗ over ${RECOVERY_BAR_MS / 1_000} s)`,
    '      worst accepted  decided  fault (slowest lane)',
    ...rows,
    ...failures,
  ].join('\n');
}

function describeRequests({ requests, repeatedMails }: ChaosResult): string {
  const rows = [...requests].sort().map(([name, outcomes]) => {
    const inOrder = [...outcomes].sort(([, a], [, b]) => b - a);
    return `  ${name.padEnd(34)} ${inOrder.map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`;
  });
  const mails = repeatedMails === 0 ? [] : [`  mails sent twice: ${repeatedMails}`];
  return ['Requests by outcome', ...rows, ...mails].join('\n');
}

/** If this program was not scheduled for so long, the machine was too busy for reliable times. */
const NOTABLE_LAG_MS = 500;
const describeLag = ({ longestLagMs }: ChaosResult): readonly string[] =>
  longestLagMs < NOTABLE_LAG_MS
    ? []
    : [`The machine is busy: this program was not scheduled for ${seconds(longestLagMs)}.`];

const describeCrashes = ({ crashes }: ChaosResult): string =>
  [
    'Processes that ended unexpectedly and were restarted',
    ...crashes.map(
      ({ at, process, reason }) => `  ${new Date(at).toISOString().slice(11, 19)} ${process}: ${reason}`,
    ),
  ].join('\n');
