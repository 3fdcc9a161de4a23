import { setTimeout as delay } from 'node:timers/promises';
import type { PrometheusApi } from '../observe/prometheus-api.ts';
import { excuse } from './excuses.ts';
import { type Answers, type Expression, judge, type Verdict } from './expressions.ts';

export interface Finding {
  readonly expression: Expression;
  readonly verdict: Verdict;
}

const LOOK_EVERY_MS = 3_000;
const PATIENCE_AFTER_DEMO_MS = 45_000;

/**
 * Judges the expressions of panels and of the rules in Prometheus until each has yielded series, or
 * some time after the demo has ended. Some series exist only while the sale is open.
 */
export async function checkExpressions(
  api: PrometheusApi,
  panels: readonly Expression[],
  demo: Promise<unknown>,
): Promise<readonly Finding[]> {
  let deadline = Number.POSITIVE_INFINITY;
  const setDeadline = () => {
    deadline = performance.now() + PATIENCE_AFTER_DEMO_MS;
  };
  demo.then(setDeadline, setDeadline);
  const expressions = [...panels, ...(await ruleExpressions(api))];
  let open = expressions.map((expression): Finding => ({ expression, verdict: NOT_YET }));
  const done: Finding[] = [];
  while (open.length > 0 && performance.now() < deadline) {
    await delay(LOOK_EVERY_MS);
    open = await judgeAll(api, open);
    done.push(...open.filter(({ verdict }) => verdict.result === 'series'));
    open = open.filter(({ verdict }) => verdict.result !== 'series');
    if (deadline < Number.POSITIVE_INFINITY && open.every(({ verdict }) => verdict.result === 'empty')) break;
  }
  return [...done, ...open, ...(await brokenTargetsAndRules(api))];
}

const NOT_YET: Verdict = { result: 'wrong', faults: ['was not evaluated'] };

async function judgeAll(api: PrometheusApi, findings: readonly Finding[]): Promise<Finding[]> {
  const rules = await api.rules();
  const answers: Answers = {
    count: async (expression) => (await api.query(expression)).length,
    exported: await api.families(),
    recorded: new Set(rules.filter(({ type }) => type === 'recording').map(({ name }) => name)),
  };
  const judged: Finding[] = [];
  for (const { expression } of findings) {
    judged.push({ expression, verdict: await judge(expression, answers, excuse) });
  }
  return judged;
}

async function ruleExpressions(api: PrometheusApi): Promise<readonly Expression[]> {
  return (await api.rules()).map(({ name, query, type }) => ({
    place: `${type === 'alerting' ? 'alert' : 'record'} ${name}`,
    text: query,
    isAlert: type === 'alerting',
  }));
}

/** Targets that Prometheus could not scrape, and rules that it could not evaluate. */
async function brokenTargetsAndRules(api: PrometheusApi): Promise<readonly Finding[]> {
  const targets = (await api.targets())
    .filter(({ health }) => health !== 'up')
    .map(({ scrapeUrl, lastError }) => finding(`target ${scrapeUrl}`, lastError));
  const rules = (await api.rules())
    .filter(({ health }) => health === 'err')
    .map(({ name, lastError = 'fails' }) => finding(`rule ${name}`, lastError));
  return [...targets, ...rules];
}

const finding = (place: string, fault: string): Finding => ({
  expression: { place, text: '', isAlert: false },
  verdict: { result: 'wrong', faults: [fault] },
});
