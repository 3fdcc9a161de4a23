import type { Finding } from './check-expressions.ts';

/** The report: expressions that are empty or wrong, and how many there are of each result. */
export function describeFindings(findings: readonly Finding[]): readonly string[] {
  const lines: string[] = [];
  let quietAlerts = 0;
  let wrong = 0;
  let series = 0;
  for (const { expression, verdict } of findings) {
    switch (verdict.result) {
      case 'series':
        series += 1;
        break;
      case 'empty':
        if (verdict.reasons.includes('does not fire')) quietAlerts += 1;
        else
          lines.push(`empty  ${expression.place}`, ...verdict.reasons.map((reason) => `         ${reason}`));
        break;
      case 'wrong':
        wrong += 1;
        lines.push(`WRONG  ${expression.place}`, `         ${expression.text}`);
        lines.push(...verdict.faults.map((fault) => `         ${fault}`));
        break;
    }
  }
  const empty = findings.length - series - quietAlerts - wrong;
  return [
    ...lines,
    `${findings.length} expressions: ${series} yield series, ${quietAlerts} alerts do not fire and have their series, ` +
      `${empty} are empty for a known reason, ${wrong} are wrong`,
  ];
}
