import type { Database } from '@concert-mania/db/connection/database';

/** A query of the product, by the name that the table prints. */
export interface ExplainedQuery {
  readonly name: string;
  readonly run: (db: Database) => Promise<unknown>;
  /** The most blocks of 8 KiB that one of its statements may read. */
  readonly mostBlocks: number;
}

/** Of a query that reads one row or one page of a list. */
export const PAGE_BLOCKS = 300;
/** Of a page of an export, which has 500 rows. */
export const EXPORT_BLOCKS = 1_000;
/** Of a search by a part of a name: 2,000 names are compared, 20 reservations of 20 fans read. */
export const NAME_BLOCKS = 5_000;
/** Of a query that reads or writes for every seat of a performance: 40 blocks for each of 1,000. */
export const PERFORMANCE_BLOCKS = 40_000;

export const queries = (
  mostBlocks: number,
  named: Readonly<Record<string, ExplainedQuery['run']>>,
): readonly ExplainedQuery[] => Object.entries(named).map(([name, run]) => ({ name, run, mostBlocks }));
