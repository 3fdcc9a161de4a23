import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** Title, unit of Grafana, and one sentence that says what is normal. */
const header = z.tuple([z.string(), z.string(), z.string()]);
/** A header by its kind, then expressions by their legend. `value` has the title as its legend. */
const panel = z
  .object({ graph: header.optional(), stat: header.optional(), table: header.optional() })
  .catchall(z.string())
  .transform(({ graph, stat, table, ...queries }) => {
    const [title = '', unit = '', normal = ''] = graph ?? stat ?? table ?? [];
    return {
      kind: graph ? ('timeseries' as const) : stat ? ('stat' as const) : ('table' as const),
      title,
      unit,
      normal,
      queries: Object.fromEntries(
        Object.entries(queries).map(([legend, text]) => [legend === 'value' ? title : legend, text]),
      ),
    };
  });
const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  /** With a choice of concerts, as `$concert`. */
  byConcert: z.boolean().default(false),
  /** Panels by the title of their row. */
  rows: z.record(z.string(), z.array(panel)),
});

export type Panel = z.output<typeof panel>;
export type Dashboard = z.output<typeof dashboard>;

const read = (name: string): Dashboard =>
  dashboard.parse(parse(readFileSync(join(import.meta.dirname, 'descriptions', `${name}.yml`), 'utf8')));

/** Every dashboard, in the order in which an operator needs them. */
export const DASHBOARDS = ['sale', 'queues', 'money', 'api', 'servers'].map(read);

/** Every panel, named by its dashboard, with the variables of Grafana replaced. */
export const panelsOf = (dashboards: readonly Dashboard[], rateInterval: string) =>
  dashboards.flatMap(({ title, rows }) =>
    Object.values(rows)
      .flat()
      .map((each) => ({
        place: `${title}: ${each.title}`,
        normal: each.normal,
        expressions: Object.values(each.queries).map((text) =>
          text.replaceAll('$__rate_interval', rateInterval).replaceAll('$concert', '.*'),
        ),
      })),
  );
