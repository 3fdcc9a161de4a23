/** A table of Markdown: a cell of each row under each title. */
export const table = <R>(
  rows: readonly R[],
  columns: Readonly<Record<string, (row: R) => string>>,
): string => {
  const cells = [Object.keys(columns), ...rows.map((row) => Object.values(columns).map((cell) => cell(row)))];
  const widths = (cells[0] ?? []).map((_, at) => Math.max(3, ...cells.map((row) => row[at]?.length ?? 0)));
  // Aligned to be read in a terminal; columns after the first to the right.
  const [head, ...lines] = cells.map((row) => {
    const padded = widths.map((width, at) => row[at]?.[at === 0 ? 'padEnd' : 'padStart'](width));
    return `| ${padded.join(' | ')} |`;
  });
  const rule = widths.map((width, at) => (at === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`));
  return [head, `|${rule.join('|')}|`, ...lines].join('\n');
};

/** 12345.6 as `12,346`. */
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
/** Milliseconds with as many digits as are worth reading. */
export const milliseconds = (value: number): string => (value < 10 ? value.toFixed(1) : whole(value));
/** 0.123 as `12 %`, and 0.0123 as `1.2 %`. */
export const percent = (share: number): string =>
  `${share < 0.1 ? Number((share * 100).toFixed(1)) : Math.round(share * 100)} %`;

/** A bar chart in Mermaid, which GitHub and most viewers of Markdown draw. */
export function barChart(
  title: string,
  unit: string,
  bars: readonly (readonly [name: string, value: number])[],
): string {
  return [
    '```mermaid',
    'xychart-beta horizontal',
    `  title "${title}"`,
    `  x-axis [${bars.map(([name]) => `"${name}"`).join(', ')}]`,
    `  y-axis "${unit}" 0 --> ${Math.ceil(Math.max(...bars.map(([, value]) => value)))}`,
    `  bar [${bars.map(([, value]) => Math.round(value)).join(', ')}]`,
    '```',
  ].join('\n');
}
