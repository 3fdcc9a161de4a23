import { countBroken } from '../../../scripts/audit/describe-checks.ts';
import type { ChaosResult } from '../run.ts';
import { resultChecks } from './result-checks.ts';

/** A run in one row of docs/reliability.md: seed, faults, commands, requests without an answer, worst recovery, what broke. */
export function markdownRow(result: ChaosResult): string {
  const broken = countBroken(resultChecks(result));
  return `| ${cellsOf(result).join(' | ')} | ${broken === 0 ? 'all hold' : `${broken} broken`} |`;
}

/** A run in one line for people. */
export const resultLine = (result: ChaosResult): string => {
  const checks = resultChecks(result);
  const broken = checks.filter(({ count }) => count > 0).map(({ name, count }) => `${name} (${count})`);
  const [seed, faults, commands, unknown, worst] = cellsOf(result);
  const verdict = broken.length === 0 ? 'all hold' : `broken: ${broken.join(', ')}`;
  return `seed ${seed}: ${faults} faults, ${commands} commands, ${unknown} unknown, worst recovery ${worst} s, ${verdict}`;
};

function cellsOf({ seed, faults, commands, requests, recoveries }: ChaosResult): readonly string[] {
  let unknown = 0;
  for (const outcomes of requests.values()) {
    for (const [outcome, count] of outcomes) if (outcome.startsWith('unknown')) unknown += count;
  }
  const worstMs = Math.max(0, ...recoveries.map((recovery) => recovery.worstMs ?? 0));
  return [seed, faults.length, commands.length, unknown, (worstMs / 1_000).toFixed(1)].map(String);
}
