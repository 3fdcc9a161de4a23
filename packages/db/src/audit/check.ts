import type { Queryable } from '../connection/database.ts';

/** One broken row: its id and the fault. */
export interface Flaw {
  readonly subject: string;
  readonly detail: string;
}

/** The flaws of one check: their number, and the first of them. */
export interface Flaws {
  readonly count: number;
  readonly first: readonly Flaw[];
}

export interface AuditTerms {
  /** A hold this far past its deadline is overdue. */
  readonly overdueGraceSeconds: number;
  /** The number of flaws to list per check; the others are counted. */
  readonly maxFindings: number;
  /** Rows read at once by checks that read in pages. */
  readonly pageSize: number;
}

/** Runs reads on one snapshot of the database. */
export type Snapshot = <T>(read: (tx: Queryable) => Promise<T>) => Promise<T>;

/** An invariant: a stable name, its promise in words, and a read-only search for violations. */
export interface AuditCheck<N extends string = string> {
  readonly name: N;
  readonly promise: string;
  readonly find: (snapshot: Snapshot, terms: AuditTerms) => Promise<Flaws>;
}

/** An invariant as one statement that selects `subject` and `detail` of every violating row. */
export const sqlCheck = <N extends string>(
  name: N,
  promise: string,
  sql: string,
  values: (terms: AuditTerms) => readonly unknown[] = () => [],
): AuditCheck<N> => ({
  name,
  promise,
  find: async (snapshot, terms) => {
    const rows = await snapshot((tx) =>
      tx.query<{ subject: string; detail: string; count: number }>(
        `select subject, detail, count(*) over () as count from (${sql}) as flaws
         order by subject, detail limit ${terms.maxFindings}`,
        values(terms),
      ),
    );
    return { count: rows[0]?.count ?? 0, first: rows.map(({ subject, detail }) => ({ subject, detail })) };
  },
});
