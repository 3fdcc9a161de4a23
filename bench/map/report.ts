import { PURCHASES, type ScriptSize } from '@concert-mania/web/server/build/measure-scripts';
import { summarize } from '../generator/latencies.ts';
import { markdownTable, milliseconds, whole } from '../report/tables.ts';
import { BARRED_SEATS, BARS, type MapSettings, SCRIPTS_KB, VIEWPORT } from './settings.ts';

export interface Movement {
  readonly name: string;
  readonly frameMs: readonly number[];
}

export interface MeasuredHall {
  readonly seats: number;
  readonly slowdown: number;
  readonly firstPaintMs: number;
  readonly firstPaintsMs: readonly number[];
  readonly movements: readonly Movement[];
}

export interface MapResults {
  readonly settings: MapSettings;
  readonly scripts: readonly ScriptSize[];
  readonly halls: readonly MeasuredHall[];
}

export function reportMap({ settings, scripts, halls }: MapResults): readonly string[] {
  return [
    '## First paint and frames',
    `A canvas of ${VIEWPORT.width} × ${VIEWPORT.height} pixels. First paint: from the text of the layout and the states to after the first frame, parsing included; median of ${settings.paints} pages. A frame: milliseconds of script and drawing on the main thread, ${settings.frames} frames each. The bars hold for ${whole(BARRED_SEATS)} seats.`,
    markdownTable(
      ['', 'seats', 'CPU slowed', 'p50 ms', 'p95 ms', 'longest ms', 'bar'],
      halls.flatMap((hall) => [
        paintRow(hall),
        ...hall.movements.map((movement) => frameRow(hall, movement)),
      ]),
    ),
    '## Scripts',
    `Scripts of the built storefront, compressed by gzip. Bar: ${SCRIPTS_KB} KB for a purchase, from the list of concerts to the tickets.`,
    markdownTable(
      ['', 'KB'],
      [
        ['a purchase in Korean', kilobytes(ofPurchase(scripts, PURCHASES.ko))],
        ['a purchase in English', kilobytes(ofPurchase(scripts, PURCHASES.en))],
        ['all, in both languages', kilobytes(scripts)],
        ...scripts.map((script) => [script.name, kilobytes([script])]),
      ],
    ),
  ];
}

const ofPurchase = (scripts: readonly ScriptSize[], names: readonly string[]): readonly ScriptSize[] =>
  scripts.filter(({ name }) => names.includes(name));

const kilobytes = (scripts: readonly ScriptSize[]): string =>
  (scripts.reduce((sum, { bytes }) => sum + bytes, 0) / 1_000).toFixed(1);

function paintRow({ seats, slowdown, firstPaintMs, firstPaintsMs }: MeasuredHall): readonly string[] {
  const bar = barsOf(seats, slowdown)?.firstPaintMs;
  const longest = Math.max(...firstPaintsMs);
  return [
    'first paint',
    whole(seats),
    `${slowdown} ×`,
    milliseconds(firstPaintMs),
    '',
    milliseconds(longest),
    barCell(bar),
  ];
}

function frameRow({ seats, slowdown }: MeasuredHall, { name, frameMs }: Movement): readonly string[] {
  const { p50Ms, p95Ms, maxMs } = summarize(Float64Array.from(frameMs));
  const bar = name.startsWith('pan') ? barsOf(seats, slowdown)?.panP95Ms : undefined;
  return [name, whole(seats), `${slowdown} ×`, ...[p50Ms, p95Ms, maxMs].map(milliseconds), barCell(bar)];
}

const barsOf = (seats: number, slowdown: number) => (seats === BARRED_SEATS ? BARS.get(slowdown) : undefined);

const barCell = (bar: number | undefined): string => (bar === undefined ? '' : `≤ ${bar}`);
