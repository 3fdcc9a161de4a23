import type { AuditResult } from '@concert-mania/db/audit/audit';

/** A promise and its flaws; it holds if there are none. */
export interface Check {
  readonly name: string;
  readonly promise: string;
  /** The number of flaws, listed or not. */
  readonly count: number;
  readonly flaws: readonly string[];
}

/** A check whose flaws are all listed. */
export const checkOf = (name: string, promise: string, flaws: readonly string[]): Check => ({
  name,
  promise,
  count: flaws.length,
  flaws,
});

/** The results of an audit as checks. */
export const auditChecks = (results: readonly AuditResult[]): readonly Check[] =>
  results.map(({ name, promise, count, first }) => ({
    name,
    promise,
    count,
    flaws: first.map(({ subject, detail }) => `${subject} ${detail}`),
  }));

/** The number of failed checks. */
export const countBroken = (checks: readonly Check[]): number =>
  checks.filter(({ count }) => count > 0).length;

const MOST_FLAWS_SHOWN = 5;

/**
 * A table with a line for each check, marked ✓ or ✗, followed by its first flaws and the count of
 * the rest.
 */
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
