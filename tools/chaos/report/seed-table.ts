import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeReport } from '../../../bench/report/publication.ts';
import { countBroken } from '../../audit/describe-checks.ts';
import type { Fault } from '../plan/faults.ts';
import type { ChaosResult } from '../run.ts';
import { resultChecks } from './result-checks.ts';

const PAGE = join(import.meta.dirname, '../../../docs/reliability.md');
const HEAD = [
  '| seed | minutes | faults | commands | requests without an answer | worst recovery | checks |',
  '|---|---|---|---|---|---|---|',
] as const;

/** Writes a table of these runs into docs/reliability.md in place of the old one. */
export function publishTable(results: readonly ChaosResult[]): void {
  const table = [...HEAD, ...results.map(tableRow)].join('\n');
  writeFileSync(PAGE, placeReport(readFileSync(PAGE, 'utf8'), table, 'seeds'));
}

/** A row for a run: its faults, requests, worst recovery, and whether all checks hold. */
export function tableRow(result: ChaosResult): string {
  const { seed, lengthMs, faults, commands } = result;
  const checks = resultChecks(result);
  const broken = countBroken(checks);
  const kinds = faults.map(({ fault }) => kindOf(fault)).join(', ');
  const verdict = broken === 0 ? `${checks.length} hold` : `${broken} of ${checks.length} broken`;
  const cells = [
    seed,
    lengthMs / 60_000,
    kinds,
    commands.length,
    unknownOf(result),
    worstOf(result),
    verdict,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A line about a run. */
export function resultLine(result: ChaosResult): string {
  const broken = resultChecks(result).filter(({ count }) => count > 0);
  const verdict = broken.map(({ name, count }) => `${name} (${count})`).join(', ');
  return [
    `seed ${result.seed}: ${result.faults.length} faults`,
    `${result.commands.length} commands`,
    `${unknownOf(result)} requests without an answer`,
    `worst recovery ${worstOf(result)}`,
    broken.length === 0 ? 'everything holds' : `BROKEN: ${verdict}`,
  ].join(', ');
}

const kindOf = (fault: Fault): string =>
  fault.kind === 'both' ? fault.faults.map(kindOf).join(' + ') : fault.kind;

function unknownOf({ requests }: ChaosResult): number {
  const outcomes = [...requests.values()].flatMap((each) => [...each]);
  return outcomes
    .filter(([outcome]) => outcome.startsWith('unknown'))
    .reduce((sum, [, count]) => sum + count, 0);
}

const worstOf = ({ recoveries }: ChaosResult): string =>
  `${(Math.max(0, ...recoveries.map(({ worstMs }) => worstMs ?? 0)) / 1_000).toFixed(1)} s`;
