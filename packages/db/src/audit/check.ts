import type { Queryable } from '../database.ts';

/** One thing that is not as it must be: where, and what is wrong with it. */
export interface Flaw {
  readonly subject: string;
  readonly detail: string;
}

export interface AuditTerms {
  /** How far past its deadline a hold may be before it counts as overdue. */
  readonly overdueGraceSeconds: number;
  /** Most flaws reported by one check. */
  readonly maxFindings: number;
  /** Rows read at once where rows are read. */
  readonly pageSize: number;
}

/** An invariant: a stable name, the promise in words, and how to find what breaks it. Reads only. */
export interface AuditCheck<N extends string = string> {
  readonly name: N;
  readonly promise: string;
  readonly find: (tx: Queryable, terms: AuditTerms) => Promise<readonly Flaw[]>;
}

/** An invariant in one statement that selects `subject` and `detail` of every row that breaks it. */
export const sqlCheck = <N extends string>(
  name: N,
  promise: string,
  sql: string,
  values: (terms: AuditTerms) => readonly unknown[] = () => [],
): AuditCheck<N> => ({
  name,
  promise,
  find: (tx, terms) =>
    tx.query<{ subject: string; detail: string }>(
      `select subject, detail from (${sql}) as flaws order by subject, detail limit ${terms.maxFindings}`,
      values(terms),
    ),
});
