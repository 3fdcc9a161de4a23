import type { Database } from '@concert-mania/db/connection/database';

/** A node of a plan as PostgreSQL writes it (`explain (analyze, format json)`). */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** The plan of one statement, as it ran. */
export interface Explained {
  readonly statement: string;
  /** Indexes in use, in the order of the plan. */
  readonly indexes: readonly string[];
  /** Large tables that were read from the first row to the last. */
  readonly scanned: readonly string[];
  /** Blocks of 8 KiB that were read. */
  readonly blocks: number;
}

/** A scan that reads more rows than this, over all its loops, is one of a large table. */
const LARGE_TABLE_ROWS = 4_000;

/** Runs the queries in a transaction that is rolled back, and explains each as it runs. */
export async function explainQueries(
  db: Database,
  run: (db: Database) => Promise<unknown>,
): Promise<readonly Explained[]> {
  const plans: Explained[] = [];
  const rolledBack = new Error('the transaction is rolled back after its queries were explained');
  await db
    .transaction(async (tx) => {
      const explainOne = async <R extends object>(text: string, values?: readonly unknown[]) => {
        await tx.query('savepoint before_plan');
        const [row] = await tx.query<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
          `explain (analyze, buffers, format json) ${text}`,
          values,
        );
        await tx.query('rollback to before_plan');
        if (row !== undefined) plans.push(summarise(text, row['QUERY PLAN'][0].Plan));
        return tx.query<R>(text, values);
      };
      // One after another: `run` may start several queries at once.
      let last: Promise<unknown> = Promise.resolve();
      const explained: Database = {
        ...db,
        query: <R extends object>(text: string, values?: readonly unknown[]) => {
          const next = last.then(() => explainOne<R>(text, values));
          last = next.catch(() => undefined);
          return next;
        },
        transaction: (work) => work(explained),
      };
      await run(explained);
      throw rolledBack;
    })
    .catch((error: unknown) => {
      if (error !== rolledBack) throw error;
    });
  return plans;
}

function summarise(text: string, plan: PlanNode): Explained {
  const nodes = [...eachNode(plan)];
  return {
    statement: text.replaceAll(/\s+/g, ' ').trim(),
    indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
    scanned: nodes.flatMap((node) => (isLargeScan(node) ? (node['Relation Name'] ?? []) : [])),
    blocks: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
  };
}

const isLargeScan = (node: PlanNode): boolean =>
  node['Node Type'] === 'Seq Scan' &&
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'] > LARGE_TABLE_ROWS;

function* eachNode(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.Plans ?? []) yield* eachNode(child);
}
