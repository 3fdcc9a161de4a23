import { pointsOf, type Sample } from './history.ts';

interface SparklineProps {
  readonly name: string;
  readonly history: readonly Sample[];
  readonly spanMs: number;
  /** A line across, such as a limit. */
  readonly limit?: number | undefined;
}

const WIDTH = 240;
const HEIGHT = 48;

/** The last minutes of a figure as a line. */
export function Sparkline({ name, history, spanMs, limit }: SparklineProps) {
  const most = Math.max(limit ?? 0, ...history.map(({ value }) => value), 1);
  const limitAt = limit === undefined ? null : HEIGHT * (1 - limit / most);
  return (
    <svg
      class="sparkline"
      viewBox={`0 -2 ${WIDTH} ${HEIGHT + 4}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={name}
    >
      {limitAt !== null && <line class="sparkline-limit" x1="0" x2={WIDTH} y1={limitAt} y2={limitAt} />}
      <polyline points={pointsOf(history, { width: WIDTH, height: HEIGHT, spanMs, most })} />
    </svg>
  );
}
