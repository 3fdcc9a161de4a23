import { expect, test } from 'vitest';
import { linearAxis, logAxis } from './plot-axes.ts';
import { barPlot, logDotPlot, stackedBarPlot } from './plots.ts';

const EXTENT = { from: 100, length: 300 };
const TEXTS = { title: 'Holds', note: 'Measured.' };
const widths = (svg: string, tone: string) =>
  [
    ...svg.matchAll(
      new RegExp(`<rect class="${tone}" x="[\\d.]+" y="[\\d.]+" width="([\\d.]+)" height="18"`, 'g'),
    ),
  ].map(([, width]) => Number(width));
const centres = (svg: string) => [...svg.matchAll(/<circle [^>]*cx="([\d.]+)"/g)].map(([, x]) => Number(x));

test('a linear axis starts at zero, ends at a round number, and has few lines', () => {
  const { ticks, at } = linearAxis(3_438, EXTENT);
  expect(ticks).toEqual([0, 1_000, 2_000, 3_000, 4_000]);
  expect([at(0), at(2_000), at(4_000)]).toEqual([100, 250, 400]);
});

test('a logarithmic axis gives equal ratios equal lengths, and zero its beginning', () => {
  const { ticks, at } = logAxis([2, 90], EXTENT);
  expect(ticks).toEqual([2, 5, 10, 20, 50, 100]);
  expect(at(20) - at(10)).toBeCloseTo(at(100) - at(50));
  expect([at(0), at(2), at(100)]).toEqual([100, 100, 400]);
});

test('axes stand where nothing was measured, or one value only', () => {
  expect(linearAxis(0, EXTENT).at(0)).toBe(100);
  expect(logAxis([0], EXTENT).at(0)).toBe(100);
  expect(logAxis([0.2], EXTENT).ticks).toEqual([0.2, 0.5]);
  expect(logAxis([1_000], EXTENT).at(1_000)).toBe(100);
});

test('bars are as long as their figures, and the one that counts stands out', () => {
  const svg = barPlot({
    ...TEXTS,
    rows: [
      { label: 'ours', value: 300, text: '300', strong: true },
      { label: 'theirs', value: 100, text: '100' },
    ],
  });
  const [[ours = 0], [theirs = 0]] = [widths(svg, 'ours'), widths(svg, 'other')];
  expect(ours / theirs).toBeCloseTo(3, 2);
});

test('dots of a larger value are farther right, in whichever group', () => {
  const rows = (first: number, second: number) => [
    { label: 'a', value: first, text: `${first}` },
    { label: 'b', value: second, text: `${second}` },
  ];
  const svg = logDotPlot({
    ...TEXTS,
    groups: [
      { label: 'p50', rows: rows(10, 100) },
      { label: 'p99', rows: rows(100, 1_000) },
    ],
  });
  const [a = 0, b = 0, c = 0, d = 0] = centres(svg);
  expect(b).toBe(c);
  expect(b - a).toBeCloseTo(d - c, 0);
  expect(b).toBeGreaterThan(a);
});

test('parts lie end to end in the order of the legend, and a part that is missing leaves no mark', () => {
  const svg = stackedBarPlot({
    ...TEXTS,
    parts: ['API', 'Redis', 'PostgreSQL'],
    rows: [{ label: 'a', values: { PostgreSQL: 300, API: 100 }, text: '400' }],
  });
  const [[api = 0], redis, [postgres = 0]] = [
    widths(svg, 'part-0'),
    widths(svg, 'part-1'),
    widths(svg, 'part-2'),
  ];
  expect(redis).toEqual([]);
  expect((postgres + 2) / (api + 2)).toBeCloseTo(3, 2);
  expect(svg.match(/<text class="ink" x="[\d.]+" y="74">/g)).toHaveLength(3);
});

test('texts cannot break the document, and it has colours for both modes', () => {
  const svg = barPlot({ title: 'a < b & "c"', note: '', rows: [{ label: '<x>', value: 1, text: '1' }] });
  expect(svg).toContain('<title id="title">a &lt; b &amp; &quot;c&quot;</title>');
  expect(svg).not.toContain('<x>');
  expect(svg).toContain('prefers-color-scheme:dark');
});
