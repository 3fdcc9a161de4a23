import type { Database } from '@concert-mania/db/connection/database';

/** A node of a plan as PostgreSQL writes it (`explain (format json)`). */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** The plan of one statement, as it ran. */
export interface Explained {
  readonly statement: string;
  /** Indexes in use, in the order of the plan. */
  readonly indexes: readonly string[];
  /** Tables read from the first row to the last. */
  readonly scanned: readonly string[];
  /** Blocks of 8 KiB that were read. */
  readonly blocks: number;
}

/** Passes queries on, and explains each as it runs. `plans` grows with every query. */
export function explainQueries(db: Database): { readonly db: Database; readonly plans: Explained[] } {
  const plans: Explained[] = [];
  return {
    plans,
    db: {
      ...db,
      query: async <R extends object>(text: string, values?: readonly unknown[]) => {
        const [row] = await db.query<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
          `explain (analyze, buffers, format json) ${text}`,
          values,
        );
        if (row !== undefined) plans.push(summarise(text, row['QUERY PLAN'][0].Plan));
        return db.query<R>(text, values);
      },
    },
  };
}

function summarise(text: string, plan: PlanNode): Explained {
  const nodes = [...eachNode(plan)];
  return {
    statement: text.replaceAll(/\s+/g, ' ').trim(),
    indexes: nodes.flatMap((node) => node['Index Name'] ?? []),
    scanned: nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : [])),
    blocks: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
  };
}

function* eachNode(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.Plans ?? []) yield* eachNode(child);
}
