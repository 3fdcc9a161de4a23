import type { Axis, Extent } from './plot-axes.ts';

export interface PlotTexts {
  readonly title: string;
  /** How the figures came about, in one line. */
  readonly note: string;
}

/** Pixels of a plot: names of rows at the left, figures beside marks at the right, texts on top. */
export const WIDTH = 760;
export const LEFT = 186;
export const TOP = 70;
export const BAR = 18;
export const EXTENT: Extent = { from: LEFT, length: WIDTH - LEFT - 92 };
const AXIS = 34;

export const toneOf = (strong = false) => (strong ? 'ours' : 'other');
export const round = (value: number) => Math.round(value * 10) / 10;
export const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const name = (label: string, middle: number, strong = false) =>
  `<text class="${strong ? 'ink strong' : 'ink'}" x="${LEFT - 10}" y="${middle + 4}" text-anchor="end">${escapeXml(label)}</text>`;
export const figure = (text: string, x: number, middle: number) =>
  `<text class="ink figure" x="${round(x + 7)}" y="${middle + 4}">${escapeXml(text)}</text>`;

export function rect(mark: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly tone: string;
  readonly title: string;
}): string {
  const { x, y, width, tone, title } = mark;
  return `<rect class="${tone}" x="${round(x)}" y="${y}" width="${round(width)}" height="${BAR}" rx="2"><title>${escapeXml(title)}</title></rect>`;
}

export const grid = ({ ticks, at }: Axis, bottom: number, top = TOP): readonly string[] =>
  ticks.flatMap((tick) => [
    `<line class="grid" x1="${round(at(tick))}" y1="${top - 4}" x2="${round(at(tick))}" y2="${bottom}"/>`,
    `<text class="muted" x="${round(at(tick))}" y="${bottom + 18}" text-anchor="middle">${tick.toLocaleString('en-US')}</text>`,
  ]);

const SWATCH = 12;
const LETTER = 7.5;

export function legend(parts: readonly string[]): readonly string[] {
  let x = 12;
  return parts.flatMap((part, at) => {
    const from = x;
    x += SWATCH + 6 + part.length * LETTER + 14;
    return [
      `<rect class="part-${at}" x="${from}" y="${TOP - 6}" width="${SWATCH}" height="${SWATCH}" rx="2"/>`,
      `<text class="ink" x="${from + SWATCH + 6}" y="${TOP + 4}">${escapeXml(part)}</text>`,
    ];
  });
}

// An image in a page sees the reader's mode but not the page's colours, so it brings its own ground.
const LIGHT = ['#2a78d6', '#eb6834', '#1baf7a', '#4a3aa7', '#e87ba4', '#8a8984', '#c3c2b7'];
const DARK = ['#3987e5', '#d95926', '#199e70', '#9085e9', '#d55181', '#8f8e88', '#5b5a55'];
const fills = (colours: readonly string[]) =>
  colours.map((colour, at) => `.part-${at}{fill:${colour}}`).join('');
const STYLE = `text{font:13px system-ui,-apple-system,"Segoe UI",sans-serif}.title{font-size:16px;font-weight:600}.strong{font-weight:600}.figure{font-variant-numeric:tabular-nums}
.ground{fill:#fcfcfb}.ink,.title{fill:#0b0b0b}.muted{fill:#52514e}.grid{stroke:#e1e0d9}.ours{fill:#2a78d6}.other{fill:#8a8984}${fills(LIGHT)}
@media (prefers-color-scheme:dark){.ground{fill:#1a1a19}.ink,.title{fill:#fff}.muted{fill:#c3c2b7}.grid{stroke:#383835}.ours{fill:#3987e5}.other{fill:#8f8e88}${fills(DARK)}}`;

/** The whole document, with room for the axis below `bottom`. */
export function svg(plot: PlotTexts & { readonly bottom: number; readonly body: readonly string[] }): string {
  const { title, note, bottom, body } = plot;
  const height = bottom + AXIS;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title note">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="note">${escapeXml(note)}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${height}" rx="6"/>`,
    `<text class="title" x="12" y="26">${escapeXml(title)}</text>`,
    `<text class="muted" x="12" y="46">${escapeXml(note)}</text>`,
    ...body,
    '</svg>',
  ].join('\n')}\n`;
}
