import { linearAxis, logAxis } from './plot-axes.ts';
import {
  BAR,
  EXTENT,
  escapeXml,
  figure,
  grid,
  LEFT,
  legend,
  name,
  type PlotTexts,
  rect,
  round,
  svg,
  TOP,
  toneOf,
} from './plot-marks.ts';

/** One figure of a plot: `text` is how it is written beside its mark. */
export interface PlotRow {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  /** The one that the others are compared with. */
  readonly strong?: boolean;
}

const ROW = 30;
const SMALL_ROW = 19;
const GROUP_GAP = 16;
const LEGEND = 24;
const MARK_GAP = 2;

/** Horizontal bars on an axis from zero, as an SVG document that follows the reader's light or dark mode. */
export function barPlot({ title, note, rows }: PlotTexts & { readonly rows: readonly PlotRow[] }): string {
  const axis = linearAxis(Math.max(...rows.map(({ value }) => value)), EXTENT);
  const bottom = TOP + rows.length * ROW;
  const marks = rows.flatMap(({ label, value, text, strong }, index) => {
    const middle = TOP + index * ROW + ROW / 2;
    return [
      name(label, middle, strong),
      rect({ x: LEFT, y: middle - BAR / 2, width: axis.at(value) - LEFT, tone: toneOf(strong), title: text }),
      figure(text, axis.at(value), middle),
    ];
  });
  return svg({ title, note, bottom, body: [...grid(axis, bottom), ...marks] });
}

/** Groups of dots on a logarithmic axis; a value of zero or less stands at its beginning. Colours as in `barPlot`. */
export function logDotPlot({
  title,
  note,
  groups,
}: PlotTexts & {
  readonly groups: readonly { readonly label: string; readonly rows: readonly PlotRow[] }[];
}): string {
  const axis = logAxis(
    groups.flatMap(({ rows }) => rows.map(({ value }) => value)),
    EXTENT,
  );
  let y = TOP;
  const marks: string[] = [];
  for (const { label, rows } of groups) {
    marks.push(
      `<text class="ink strong" x="12" y="${round(y + SMALL_ROW / 2 + 4)}">${escapeXml(label)}</text>`,
    );
    for (const row of rows) {
      const middle = y + SMALL_ROW / 2;
      const x = axis.at(row.value);
      const tone = toneOf(row.strong);
      marks.push(
        name(row.label, middle, row.strong),
        `<circle class="${tone}" cx="${round(x)}" cy="${middle}" r="5"><title>${escapeXml(row.text)}</title></circle>`,
        figure(row.text, x + 4, middle),
      );
      y += SMALL_ROW;
    }
    y += GROUP_GAP;
  }
  return svg({ title, note, bottom: y, body: [...grid(axis, y), ...marks] });
}

/** Bars of parts in the order of `parts`, the sum beside each. A row without a part has no mark for it. */
export function stackedBarPlot({
  title,
  note,
  parts,
  rows,
}: PlotTexts & {
  readonly parts: readonly string[];
  readonly rows: readonly (Omit<PlotRow, 'value'> & { readonly values: Readonly<Record<string, number>> })[];
}): string {
  const sums = rows.map(({ values }) => parts.reduce((sum, part) => sum + (values[part] ?? 0), 0));
  const axis = linearAxis(Math.max(...sums), EXTENT);
  const top = TOP + LEGEND;
  const bottom = top + rows.length * ROW;
  const marks = rows.flatMap(({ label, values, text, strong }, index) => {
    const middle = top + index * ROW + ROW / 2;
    let sum = 0;
    const segments = parts.flatMap((part, at) => {
      const x = axis.at(sum);
      sum += values[part] ?? 0;
      const width = axis.at(sum) - x - MARK_GAP;
      const about = `${part}: ${Math.round(values[part] ?? 0)}`;
      return width > 0 ? rect({ x, y: middle - BAR / 2, width, tone: `part-${at}`, title: about }) : [];
    });
    return [name(label, middle, strong), ...segments, figure(text, axis.at(sum), middle)];
  });
  const body = [...legend(parts), ...grid(axis, bottom, top), ...marks];
  return svg({ title, note, bottom, body });
}
