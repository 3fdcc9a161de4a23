import type { Registry } from 'prom-client';

export interface DescribedMetric {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
  readonly processes: readonly string[];
}

/** Every metric with the processes that export it, by name. */
export async function describeMetrics(
  registries: ReadonlyMap<string, Registry>,
): Promise<readonly DescribedMetric[]> {
  const found = new Map<string, DescribedMetric>();
  for (const [process, registry] of registries) {
    for (const { name, type, help } of await registry.getMetricsAsJSON()) {
      const known = found.get(name);
      found.set(name, {
        name,
        type: String(type),
        help,
        labels: labelsOf(registry, name),
        processes: [...(known?.processes ?? []), process],
      });
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The library has no public way to read the label names of a metric. */
function labelsOf(registry: Registry, name: string): readonly string[] {
  const metric: unknown = registry.getSingleMetric(name);
  const isLabelled = typeof metric === 'object' && metric !== null && 'labelNames' in metric;
  return isLabelled && Array.isArray(metric.labelNames) ? metric.labelNames.map(String) : [];
}

const HEAD = `# Metrics
Every process answers \`/metrics\` on its ops port. A scrape reads memory only: it asks no server.
This page is generated from the metrics in the code. Write it again with \`npm run metrics:docs\`.

- The prefix \`cm_\` is ours. \`http_\`, \`process_\` and \`nodejs_\` keep their common names.
- A label has a limited number of values. None of them is sent by a client.
- The figures of shared things (queues, rooms, seats, open payments, unsent notices, the audit) come from one \`event-worker\` at a time. Another one takes over when it ends. Add them up over all
  replicas with \`sum\`; the others have no value.
- \`cm_rooms\`, \`cm_rooms_overdue\`, \`cm_room_admit_lag_seconds\`, \`cm_relay_unread_seconds\` and \`cm_relay_standstill\` are measured by every replica of their process. Take the \`max\` over replicas.
- Histograms have the usual \`_bucket\`, \`_sum\` and \`_count\`.
- [Architecture](architecture.md#add-a-metric) says how to add a metric.
`;

/** The page about all metrics. */
export function metricsPage(metrics: readonly DescribedMetric[]): string {
  const isOfNode = ({ name }: DescribedMetric) => /^(process|nodejs)_/.test(name);
  return [
    HEAD,
    '## Metrics of the system',
    ...table(metrics.filter((metric) => !isOfNode(metric))),
    '',
    '## Metrics of Node, in every process',
    ...table(metrics.filter(isOfNode)),
    '',
  ].join('\n');
}

const table = (metrics: readonly DescribedMetric[]): readonly string[] => [
  '| metric | type | labels | process | meaning |',
  '|---|---|---|---|---|',
  ...metrics.map(
    ({ name, type, labels, processes, help }) =>
      `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${processes.join(', ')} | ${help.replaceAll('|', '\\|')} |`,
  ),
];
