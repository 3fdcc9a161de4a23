import { setTimeout as pause } from 'node:timers/promises';
import type { HttpConnection } from './http-connection.ts';
import { type LatencySummary, makeLatencies } from './latencies.ts';

/** The end of one journey: `succeeded`, or a code that says why not. */
type JourneyOutcome = string;
/** Goes the `index`-th journey, from its first request to its committed outcome. */
export type Journey = (connection: HttpConnection, index: number) => Promise<JourneyOutcome>;

export type LoadShape =
  /** Each connection goes one journey after another: as much as the system takes. */
  | { readonly kind: 'closed' }
  /** Journeys start at a fixed rate. Latency counts from the scheduled start. */
  | { readonly kind: 'open'; readonly ratePerSecond: number };

interface LoadOptions {
  readonly shape: LoadShape;
  readonly connections: readonly HttpConnection[];
  readonly journey: Journey;
  /** No more journeys than this: the load ends early when they are used up. */
  readonly journeys: number;
  /** Whether refusals, too, count into the latencies. */
  readonly timeRefusals: boolean;
  readonly warmupMs: number;
  readonly measureMs: number;
  /** The measured window begins, and ends. */
  readonly onWindow: (event: 'begin' | 'end') => void;
}

export interface LoadResult {
  /** By outcome: if closed, journeys that ended in the window; if open, those due in it. */
  readonly outcomes: Readonly<Record<JourneyOutcome, number>>;
  /** All successes of the run, outside the window too: the database must agree with these. */
  readonly succeededInAll: number;
  readonly windowMs: number;
  /** Of the counted journeys that succeeded; of all of them where refusals are timed. */
  readonly latency: LatencySummary;
}

/** Applies load and measures the journeys of its window. Rejects when a connection breaks. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { shape, connections, journeys } = options;
  const latencies = makeLatencies(journeys);
  const outcomes: Record<string, number> = {};
  const startMs = performance.now();
  const beginMs = startMs + options.warmupMs;
  const endMs = beginMs + options.measureMs;
  let next = 0;
  let succeededInAll = 0;
  let lastMs = beginMs;

  const go = async (connection: HttpConnection, fromMs: number): Promise<void> => {
    const index = next;
    next += 1;
    const outcome = await options.journey(connection, index);
    const nowMs = performance.now();
    if (outcome === 'succeeded') succeededInAll += 1;
    // Closed: what was finished within the window. Open: what was due within it, however long it
    // took.
    const countedMs = shape.kind === 'closed' ? nowMs : fromMs;
    if (countedMs < beginMs || countedMs > endMs) return;
    lastMs = nowMs;
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome === 'succeeded' || options.timeRefusals) latencies.add(nowMs - fromMs);
  };
  const goOn = async (connection: HttpConnection) => {
    while (next < journeys && performance.now() < endMs) await go(connection, performance.now());
  };
  const apply = () =>
    shape.kind === 'closed'
      ? Promise.all(connections.map(goOn))
      : arrive(options, shape.ratePerSecond, startMs, endMs, go);

  const announceEnd = announceWindow(options);
  await apply();
  const ranOut = next >= journeys && performance.now() < endMs;
  announceEnd();
  return {
    outcomes,
    succeededInAll,
    windowMs: ranOut ? lastMs - beginMs : options.measureMs,
    latency: latencies.summary(),
  };
}

/** Announces the window on time. The returned function ends it, unless it has ended. */
function announceWindow({ warmupMs, measureMs, onWindow }: LoadOptions): () => void {
  const begins = setTimeout(() => onWindow('begin'), warmupMs);
  let ends: NodeJS.Timeout | null = null;
  const end = () => {
    if (ends === null) return;
    clearTimeout(begins);
    clearTimeout(ends);
    ends = null;
    onWindow('end');
  };
  ends = setTimeout(end, warmupMs + measureMs);
  return end;
}

const TICK_MS = 1;

/** Starts journeys on schedule. One that waits for a free connection takes longer. */
async function arrive(
  { connections, journeys }: LoadOptions,
  ratePerSecond: number,
  startMs: number,
  endMs: number,
  go: (connection: HttpConnection, scheduledMs: number) => Promise<void>,
): Promise<void> {
  const idle = [...connections];
  const late: number[] = [];
  const underWay = new Set<Promise<void>>();
  let fault: unknown;

  const start = (connection: HttpConnection, scheduledMs: number) => {
    const journey = go(connection, scheduledMs)
      .catch((error: unknown) => {
        fault ??= error;
      })
      .then(() => {
        underWay.delete(journey);
        const waiting = late.shift();
        if (waiting !== undefined) start(connection, waiting);
        else idle.push(connection);
      });
    underWay.add(journey);
  };
  const due = (nowMs: number) => Math.min(journeys, ((nowMs - startMs) * ratePerSecond) / 1_000);
  for (let scheduled = 0; performance.now() < endMs && scheduled < journeys; ) {
    if (fault !== undefined) throw fault;
    for (const until = due(performance.now()); scheduled < until; scheduled += 1) {
      const scheduledMs = startMs + (scheduled * 1_000) / ratePerSecond;
      const connection = idle.pop();
      if (connection) start(connection, scheduledMs);
      else late.push(scheduledMs);
    }
    await pause(TICK_MS);
  }
  while (underWay.size > 0) await Promise.all(underWay);
  if (fault !== undefined) throw fault;
}
