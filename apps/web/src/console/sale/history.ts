export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

/** The samples of the last `spanMs`, with the new one at the end. */
export const withSample = (history: readonly Sample[], sample: Sample, spanMs: number): readonly Sample[] => [
  ...history.filter(({ atMs }) => atMs > sample.atMs - spanMs),
  sample,
];

/** How fast a counter grows, from its oldest to its latest sample; 0 without two samples. */
export function ratePerSecond(history: readonly Sample[]): number {
  const [first] = history;
  const last = history.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return 0;
  return Math.max(0, ((last.value - first.value) * 1_000) / (last.atMs - first.atMs));
}

/** Points of an SVG polyline in a box, with the latest sample at its right. */
export function pointsOf(
  history: readonly Sample[],
  {
    width,
    height,
    spanMs,
    most,
  }: { readonly width: number; readonly height: number; readonly spanMs: number; readonly most: number },
): string {
  const end = history.at(-1)?.atMs ?? 0;
  const top = Math.max(most, ...history.map(({ value }) => value), 1);
  const at = ({ atMs, value }: Sample) =>
    `${round(width * (1 - (end - atMs) / spanMs))},${round(height * (1 - value / top))}`;
  return history.map(at).join(' ');
}

const round = (value: number): number => Math.round(value * 10) / 10;
