import type { DescribedMetric } from './document/describe-metrics.ts';
import { type Family, parseExposition } from './exposition/parse-exposition.ts';

const MOST_VALUES = 50;

export interface Judged {
  readonly process: string;
  readonly families: number;
  readonly series: number;
  readonly faults: readonly string[];
}

/** Parses the scrape of a process and compares it with the documented metrics. */
export function judgeScrape(process: string, text: string, documented: readonly DescribedMetric[]): Judged {
  let families: readonly Family[];
  try {
    families = parseExposition(text);
  } catch (error) {
    return { process, families: 0, series: 0, faults: [String(error)] };
  }
  const kind = process.replace(/-\d+$/, '');
  const own = documented.filter(({ processes }) => processes.includes(kind));
  const every = documented.filter(({ processes }) => processes.includes('every process'));
  const known = new Map([...every, ...own].map((metric) => [metric.name, metric]));
  const shown = new Set(families.map(({ name }) => name));
  return {
    process,
    families: families.length,
    series: families.reduce((sum, { series }) => sum + series.length, 0),
    faults: [
      ...families.flatMap((family) => judgeFamily(family, known.get(family.name))),
      ...own
        .filter(({ name }) => !shown.has(name))
        .map(({ name }) => `${name} is documented but not exported`),
    ],
  };
}

function judgeFamily(family: Family, known: DescribedMetric | undefined): readonly string[] {
  if (known === undefined) return [`${family.name} is not documented`];
  const values = new Map<string, Set<string>>();
  for (const { labels } of family.series)
    for (const [label, value] of Object.entries(labels))
      values.set(label, (values.get(label) ?? new Set()).add(value));
  const faults =
    known.type === family.type ? [] : [`${family.name} is a ${family.type}, not a ${known.type}`];
  for (const [label, { size }] of values) {
    if (size > MOST_VALUES) faults.push(`${family.name} has ${size} values of ${label}`);
    const ofFormat = label === 'le' || label === 'quantile' || /^(process|nodejs)_/.test(family.name);
    if (!ofFormat && !known.labels.includes(label)) faults.push(`${family.name} has the label ${label}`);
  }
  return faults;
}
