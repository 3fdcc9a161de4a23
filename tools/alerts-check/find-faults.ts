import { familyOf, selectorsOf } from '../dashboards/promql.ts';
import type { Alerts, Rule } from './read-alerts.ts';

const SEVERITIES = ['page', 'ticket', 'watchdog'];

/** The faults of the alerts, one line each. */
export function findFaults(alerts: Alerts): readonly string[] {
  const named = alerts.rules.filter(({ alert }) => alert !== undefined);
  return [
    ...named.flatMap((rule) => [
      ...wordFaults(rule),
      ...runbookFaults(rule, alerts.runbooks),
      ...silenceFaults(rule, alerts.sources),
    ]),
    ...testFaults(named, alerts.tests),
    ...unusedRunbooks(named, alerts.runbooks),
    ...unknownMetrics(alerts),
  ];
}

function wordFaults({ alert, labels, annotations }: Rule): readonly string[] {
  const { severity = '' } = labels;
  return [
    ...(SEVERITIES.includes(severity) ? [] : [`${alert}: the severity is "${severity}"`]),
    ...['summary', 'description'].flatMap((name) => (annotations[name] ? [] : [`${alert}: no ${name}`])),
  ];
}

function runbookFaults({ alert = '', annotations }: Rule, runbooks: Alerts['runbooks']): readonly string[] {
  const url = annotations.runbook_url ?? '';
  const [page = '', section] = url.split('#');
  const isFound = section === alert.toLowerCase() && runbooks.get(page)?.includes(alert);
  return isFound ? [] : [`${alert}: no section "## ${alert}" at ${url || 'its runbook'}`];
}

/** A name in `consequence_of` that Alertmanager does not know silences nothing. */
function silenceFaults({ alert, labels }: Rule, sources: Alerts['sources']): readonly string[] {
  const known: Readonly<Record<string, string>> = {
    postgres: 'alertname = PostgresDown',
    redis: 'alertname = RedisDown',
  };
  return (labels.consequence_of ?? '')
    .split(' ')
    .filter((name) => name !== '' && !sources.includes(known[name] ?? `job = ${name}`))
    .map((name) => `${alert}: Alertmanager silences nothing when ${name} is down`);
}

function testFaults(rules: readonly Rule[], tests: Alerts['tests']): readonly string[] {
  const faults = rules.flatMap(({ alert = '', labels }) => {
    const own = tests.filter((test) => test.alert === alert);
    const severity = labels.severity ?? '';
    return [
      ...(own.some(({ severities }) => severities.includes(severity))
        ? []
        : [`${alert}: no test in which it fires as ${severity}`]),
      ...(own.some(({ severities }) => severities.length === 0) || severity === 'watchdog'
        ? []
        : [`${alert}: no test in which it stays quiet`]),
    ];
  });
  return [...new Set(faults)];
}

function unusedRunbooks(rules: readonly Rule[], runbooks: Alerts['runbooks']): readonly string[] {
  const names = new Set(rules.map(({ alert }) => alert));
  return [...runbooks].flatMap(([page, headings]) =>
    headings.filter((heading) => !names.has(heading)).map((heading) => `${page}: ${heading} is no alert`),
  );
}

function unknownMetrics({ rules, metrics }: Alerts): readonly string[] {
  if (metrics === null) return [];
  const recorded = new Set(rules.map(({ record }) => record));
  return rules.flatMap(({ alert, record, expr }) => {
    const names = new Set(selectorsOf(expr).map(({ metric }) => metric));
    return [...names]
      .filter((name) => !recorded.has(name) && !metrics.has(name) && !metrics.has(familyOf(name)))
      .map((name) => `${alert ?? record}: no metric ${name}`);
  });
}
