import type { AuditResult } from '@concert-mania/db/audit';

/** A promise and what breaks it; it holds when nothing does. */
export interface Check {
  readonly name: string;
  readonly promise: string;
  /** How many flaws there are, told or not. */
  readonly count: number;
  readonly flaws: readonly string[];
}

/** A check that told all its flaws. */
export const checkOf = (name: string, promise: string, flaws: readonly string[]): Check => ({
  name,
  promise,
  count: flaws.length,
  flaws,
});

/** The results of an audit, in words. */
export const auditChecks = (results: readonly AuditResult[]): readonly Check[] =>
  results.map(({ name, promise, count, first }) => ({
    name,
    promise,
    count,
    flaws: first.map(({ subject, detail }) => `${subject} ${detail}`),
  }));

/** How many checks do not hold. */
export const countBroken = (checks: readonly Check[]): number =>
  checks.filter(({ count }) => count > 0).length;

const MOST_FLAWS_SHOWN = 5;

/** A table with a line for each check, marked ✓ or ✗; below it its first flaws, and the count of the rest. */
export function describeChecks(checks: readonly Check[], mostFlawsShown = MOST_FLAWS_SHOWN): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks
    .flatMap(({ name, promise, count, flaws }) => {
      const title = `${name.padEnd(width)}  ${promise}`;
      if (count === 0) return [`  ✓ ${title}`];
      const shown = flaws.slice(0, mostFlawsShown).map((flaw) => `      ${flaw}`);
      const more = count - shown.length;
      return [`  ✗ ${title}`, ...shown, ...(more > 0 ? [`      and ${more} more`] : [])];
    })
    .join('\n');
}
