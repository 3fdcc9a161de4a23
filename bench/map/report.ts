import { PURCHASES, type ScriptSize } from '@concert-mania/web/server/build/measure-scripts';
import { summarize } from '../generator/latencies.ts';
import { milliseconds, table, whole } from '../report/tables.ts';

/** Milliseconds of each frame of a movement, or of each first paint. */
export interface MeasuredFrames {
  readonly name: string;
  readonly seats: number;
  readonly slowdown: number;
  readonly frameMs: readonly number[];
}

interface MapResults {
  readonly settings: { readonly paints: number; readonly frames: number };
  readonly scripts: readonly ScriptSize[];
  readonly rows: readonly MeasuredFrames[];
}

export const VIEWPORT = { width: 1_280, height: 720 };
export const FIRST_PAINT = 'first paint';

/** The most milliseconds for a hall of 20,000 seats, by how much the CPU is slowed. */
const BARS: Readonly<Record<number, { readonly firstPaint: number; readonly panP95: number }>> = {
  1: { firstPaint: 100, panP95: 8 },
  4: { firstPaint: 400, panP95: 33 },
};
const BARRED_SEATS = 20_000;
const SCRIPTS_KB = 60;

export function reportMap({ settings, scripts, rows }: MapResults): readonly string[] {
  const column = (key: 'p50Ms' | 'p95Ms' | 'maxMs') => (row: MeasuredFrames) =>
    milliseconds(summarize(Float64Array.from(row.frameMs))[key]);
  const ofPurchase = (names: readonly string[]) => scripts.filter(({ name }) => names.includes(name));
  return [
    '## First paint and frames',
    `A canvas of ${VIEWPORT.width} × ${VIEWPORT.height} pixels. First paint: from the text of the layout and the states to after the first frame, parsing included; median of ${settings.paints} pages. A frame: milliseconds of script and drawing on the main thread, ${settings.frames} frames each. The bars hold for ${whole(BARRED_SEATS)} seats.`,
    table(rows, {
      '': ({ name }) => name,
      seats: ({ seats }) => whole(seats),
      'CPU slowed': ({ slowdown }) => `${slowdown} ×`,
      'p50 ms': column('p50Ms'),
      'p95 ms': (row) => (row.name === FIRST_PAINT ? '' : column('p95Ms')(row)),
      'longest ms': column('maxMs'),
      bar: barCell,
    }),
    '## Scripts',
    `Scripts of the built storefront, compressed by gzip. Bar: ${SCRIPTS_KB} KB for a purchase, from the list of concerts to the tickets.`,
    table<readonly [string, readonly ScriptSize[]]>(
      [
        ['a purchase in Korean', ofPurchase(PURCHASES.ko)],
        ['a purchase in English', ofPurchase(PURCHASES.en)],
        ['all, in both languages', scripts],
        ...scripts.map((script) => [script.name, [script]] as const),
      ],
      {
        '': ([name]) => name,
        KB: ([, parts]) => (parts.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000).toFixed(1),
      },
    ),
  ];
}

function barCell({ name, seats, slowdown }: MeasuredFrames): string {
  const bars = seats === BARRED_SEATS ? BARS[slowdown] : undefined;
  if (bars && name === FIRST_PAINT) return `≤ ${bars.firstPaint}`;
  return bars && name.startsWith('pan') ? `≤ ${bars.panP95}` : '';
}
