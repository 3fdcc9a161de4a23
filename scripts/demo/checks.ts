import { AUDIT_CHECKS, type AuditFinding } from '@concert-mania/db/audit';

/** A promise and what breaks it; it holds when nothing does. */
export interface Check {
  readonly promise: string;
  readonly flaws: readonly string[];
}

/** The audit's checks, each with its findings. */
export const auditChecks = (findings: readonly AuditFinding[]): readonly Check[] =>
  AUDIT_CHECKS.map(({ name, promise }) => ({
    promise,
    flaws: findings
      .filter((finding) => finding.check === name)
      .map(({ subject, detail }) => `${subject} ${detail}`),
  }));

/** Compares what fans were told with what the database has. */
export function compareTold<T>(
  told: ReadonlyMap<string, string>,
  recorded: ReadonlyMap<string, T>,
  read: (value: T) => string,
): readonly string[] {
  return [...told].flatMap(([id, status]) => {
    const record = recorded.get(id);
    if (record === undefined) return [`${id}: the fan was told ${status}, the database has nothing`];
    const recordedStatus = read(record);
    return recordedStatus === status
      ? []
      : [`${id}: the fan was told ${status}, the database has ${recordedStatus}`];
  });
}

const MOST_FLAWS_SHOWN = 5;

/** A line for each check, with ✓ or ✗, and what is wrong under it. */
export function describeChecks(checks: readonly Check[]): string {
  return checks
    .flatMap(({ promise, flaws }) => {
      if (flaws.length === 0) return [`  ✓ ${promise}`];
      const shown = flaws.slice(0, MOST_FLAWS_SHOWN).map((flaw) => `      ${flaw}`);
      const more = flaws.length - shown.length;
      return [`  ✗ ${promise}`, ...shown, ...(more > 0 ? [`      and ${more} more`] : [])];
    })
    .join('\n');
}
