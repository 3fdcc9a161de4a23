import type { Queryable } from '../connection/database.ts';

/** One thing that is not as it must be: where, and what is wrong with it. */
export interface Flaw {
  readonly subject: string;
  readonly detail: string;
}

/** The flaws that a check found: all are counted, the first are listed. */
export interface Flaws {
  readonly count: number;
  readonly first: readonly Flaw[];
}

export interface AuditTerms {
  /** How far past its deadline a hold may be before it counts as overdue. */
  readonly overdueGraceSeconds: number;
  /** Most flaws of one check that are listed; the rest are counted. */
  readonly maxFindings: number;
  /** Rows read at once where rows are read. */
  readonly pageSize: number;
}

/** Runs reads on one snapshot of the database, so that they agree with each other. */
export type Snapshot = <T>(read: (tx: Queryable) => Promise<T>) => Promise<T>;

/** An invariant: a stable name, the promise in words, and how to find what breaks it. Reads only. */
export interface AuditCheck<N extends string = string> {
  readonly name: N;
  readonly promise: string;
  readonly find: (snapshot: Snapshot, terms: AuditTerms) => Promise<Flaws>;
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
