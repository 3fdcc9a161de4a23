/** A Markdown table, aligned to be read in a terminal. Columns after the first to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0), 3),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, at) => (at === 0 ? (cells[at] ?? '').padEnd(width) : (cells[at] ?? '').padStart(width))).join(' | ')} |`;
  const rule = `|${widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** 12345.6 as `12,346`. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
/** Milliseconds with as many digits as are worth reading. */
export const milliseconds = (value: number): string => (value < 10 ? value.toFixed(1) : whole(value));
/** 0.123 as `12 %`, and 0.0123 as `1.2 %`. */
export const percent = (share: number): string =>
  `${share < 0.1 ? Number((share * 100).toFixed(1)) : Math.round(share * 100)} %`;

/** A bar chart in Mermaid, which GitHub and most viewers of Markdown draw. */
export function barChart(chart: {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly (readonly [name: string, value: number])[];
}): string {
  return [
    '```mermaid',
    'xychart-beta horizontal',
    `  title "${chart.title}"`,
    `  x-axis [${chart.bars.map(([name]) => `"${name}"`).join(', ')}]`,
    `  y-axis "${chart.unit}" 0 --> ${Math.ceil(Math.max(...chart.bars.map(([, value]) => value)))}`,
    `  bar [${chart.bars.map(([, value]) => Math.round(value)).join(', ')}]`,
    '```',
  ].join('\n');
}
