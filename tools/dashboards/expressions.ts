import { familyOf, type Selector, selectorsOf } from './promql.ts';

/** An expression of a panel or of a rule. */
export interface Expression {
  /** Where it stands, for a reader. */
  readonly place: string;
  readonly text: string;
  /** An alert yields series only while it fires. */
  readonly isAlert: boolean;
}

/** How Prometheus answers; the port of `judge`. */
export interface Answers {
  /** The number of series; rejects with the message of Prometheus. */
  readonly count: (expression: string) => Promise<number>;
  /** Metric families that a process exports, also those without series. */
  readonly exported: ReadonlySet<string>;
  /** Series that rules record. */
  readonly recorded: ReadonlySet<string>;
}

/** The reason why a selector may yield nothing, or undefined. */
export type Excuse = (selector: Selector) => string | undefined;

export type Verdict =
  | { readonly result: 'series' }
  /** Yields nothing, for these reasons. An alert whose selectors all yield series is quiet. */
  | { readonly result: 'empty'; readonly reasons: readonly string[] }
  | { readonly result: 'wrong'; readonly faults: readonly string[] };

/** Whether an expression yields series, may be empty, or is wrong. */
export async function judge(expression: Expression, answers: Answers, excuse: Excuse): Promise<Verdict> {
  const { text, isAlert } = expression;
  try {
    const selectors = selectorsOf(text);
    const unknown = selectors.filter(({ metric }) => !isKnown(metric, answers));
    if (unknown.length > 0) {
      const unexcused = unknown.filter((selector) => excuse(selector) === undefined);
      if (unexcused.length > 0) return wrong(unexcused.map(({ metric }) => `no process exports ${metric}`));
    }
    if ((await answers.count(text)) > 0) return { result: 'series' };
    const counted = await Promise.all(
      selectors.map(async (selector) => ({ selector, series: await answers.count(selector.text) })),
    );
    const missing = counted.filter(({ series }) => series === 0).map(({ selector }) => selector);
    const faults = missing.filter((selector) => excuse(selector) === undefined);
    if (faults.length > 0) return wrong(faults.map((selector) => `${selector.text} yields nothing`));
    if (missing.length > 0) return { result: 'empty', reasons: reasonsOf(missing, excuse) };
    return isAlert
      ? { result: 'empty', reasons: ['does not fire'] }
      : wrong(['yields nothing, though each selector yields series']);
  } catch (error) {
    return wrong([error instanceof Error ? error.message : String(error)]);
  }
}

const wrong = (faults: readonly string[]): Verdict => ({ result: 'wrong', faults });

const isKnown = (metric: string, { exported, recorded }: Answers): boolean =>
  metric === 'up' || exported.has(metric) || exported.has(familyOf(metric)) || recorded.has(metric);

const reasonsOf = (selectors: readonly Selector[], excuse: Excuse): readonly string[] => [
  ...new Set(selectors.map((selector) => `${selector.text}: ${excuse(selector)}`)),
];
