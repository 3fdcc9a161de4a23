import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const RULES = 'deploy/prometheus/rules';
const RUNBOOKS = 'docs/runbooks';

const texts = z.record(z.string(), z.string());
const rule = z.object({
  alert: z.string().optional(),
  record: z.string().optional(),
  expr: z.string(),
  labels: texts.default({}),
  annotations: texts.default({}),
});
const ruleFile = z.object({ groups: z.array(z.object({ rules: z.array(rule) })) });
const testFile = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(
        z.object({ alertname: z.string(), exp_alerts: z.array(z.object({ exp_labels: texts })) }),
      ),
    }),
  ),
});
const alertmanagerFile = z.object({
  inhibit_rules: z.array(z.object({ source_matchers: z.array(z.string()) })),
});

export type Rule = z.output<typeof rule>;

export interface Alerts {
  readonly rules: readonly Rule[];
  /** One entry for each alert and time that a test looks at. */
  readonly tests: readonly { readonly alert: string; readonly severities: readonly string[] }[];
  /** The headings of each page with runbooks, by its path. */
  readonly runbooks: ReadonlyMap<string, readonly string[]>;
  /** The alerts that silence others in Alertmanager: `alertname = PostgresDown`, `job = api`. */
  readonly sources: readonly string[];
  /** Every metric that our processes and the exporters have; null until docs/metrics.md exists. */
  readonly metrics: ReadonlySet<string> | null;
}

export const rulePaths = (root: string): readonly string[] => yamlFiles(root, RULES);
export const testPaths = (root: string): readonly string[] => yamlFiles(root, `${RULES}/tests`);
export const alertmanagerPath = (root: string): string => join(root, 'deploy/alertmanager/alertmanager.yml');

const yamlFiles = (root: string, folder: string): readonly string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(root, folder, name));

const readYaml = (path: string): unknown => parse(readFileSync(path, 'utf8'));

/** Reads the alerts, their tests and their runbooks from the repository at `root`. */
export function readAlerts(root: string): Alerts {
  const tests = testPaths(root).flatMap((path) => testFile.parse(readYaml(path)).tests);
  return {
    rules: rulePaths(root).flatMap((path) =>
      ruleFile.parse(readYaml(path)).groups.flatMap((group) => group.rules),
    ),
    tests: tests.flatMap((test) =>
      test.alert_rule_test.map(({ alertname, exp_alerts }) => ({
        alert: alertname,
        severities: exp_alerts.map(({ exp_labels }) => exp_labels.severity ?? ''),
      })),
    ),
    runbooks: readRunbooks(root),
    sources: alertmanagerFile
      .parse(readYaml(alertmanagerPath(root)))
      .inhibit_rules.flatMap(({ source_matchers }) => source_matchers),
    metrics: readMetrics(root),
  };
}

const readRunbooks = (root: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    readdirSync(join(root, RUNBOOKS)).map((name) => {
      const text = readFileSync(join(root, RUNBOOKS, name), 'utf8');
      return [`${RUNBOOKS}/${name}`, [...text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)];
    }),
  );

function readMetrics(root: string): ReadonlySet<string> | null {
  const ours = join(root, 'docs/metrics.md');
  if (!existsSync(ours)) return null;
  const documented = [...readFileSync(ours, 'utf8').matchAll(/`([a-z_]+)/g)].map(([, name = '']) => name);
  const foreign = readFileSync(join(import.meta.dirname, 'exporter-metrics.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new Set([...documented, ...foreign]);
}
