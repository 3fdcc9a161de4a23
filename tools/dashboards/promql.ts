import { parser } from '@prometheus-io/lezer-promql';

/** One selector of an expression: a metric with its matchers, without a range. */
export interface Selector {
  readonly metric: string;
  readonly text: string;
}

/** The selectors of an expression. Throws if it is not PromQL. */
export function selectorsOf(expression: string): readonly Selector[] {
  const selectors: Selector[] = [];
  parser.parse(expression).iterate({
    enter(node) {
      const text = expression.slice(node.from, node.to);
      if (node.type.isError) throw new SyntaxError(`not PromQL at ${node.from}: ${expression}`);
      if (node.name !== 'VectorSelector') return;
      const name = node.node.getChild('Identifier');
      if (name === null) throw new SyntaxError(`a selector without a metric: ${expression}`);
      selectors.push({ metric: expression.slice(name.from, name.to), text });
    },
  });
  return selectors;
}

/** The family of a series: `_bucket`, `_sum` and `_count` belong to their histogram. */
export const familyOf = (metric: string): string => metric.replace(/_(bucket|sum|count)$/, '');
