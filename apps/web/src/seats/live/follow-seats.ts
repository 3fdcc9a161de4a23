import type { ApiClient } from '@concert-mania/client/make-client';
import { dataOf, ProblemError } from '@concert-mania/client/problem';
import { type Pause, sleep } from '@concert-mania/client/send';
import type { SeatLayout } from './hall.ts';
import type { SeatChange } from './seat-board.ts';

export interface SeatListener {
  /** Called once, before everything else. */
  readonly onLayout: (layout: SeatLayout) => void;
  /** The status of every seat, one character each. */
  readonly onSnapshot: (availability: string) => void;
  readonly onChanges: (changes: readonly SeatChange[]) => void;
  /** Whether what is shown is current: false while neither the stream nor a poll gets an answer. */
  readonly onCurrent: (isCurrent: boolean) => void;
}

export interface FollowOptions {
  readonly performanceId: string;
  readonly listener: SeatListener;
  readonly signal: AbortSignal;
  /** The layout, if it is known already: it is not read again then. */
  readonly layout?: SeatLayout;
  readonly pause?: Pause;
}

type Calls = Pick<ApiClient, 'GET' | 'events'>;

/** While the stream is away, the availability is asked for this often. */
export const POLL_MS = 3_000;

/**
 * Reports the seats of a performance until the signal aborts: the layout once, then the status of
 * every seat, then each change. Polls while the stream is away. Throws a `ProblemError` if the API
 * refuses the layout.
 */
export async function followSeats(api: Calls, options: FollowOptions): Promise<void> {
  const { performanceId, listener, signal } = options;
  const params = { path: { performanceId } };
  const read = () =>
    dataOf<SeatLayout>(api.GET('/v1/performances/{performanceId}/layout', { params, signal }));
  const layout = options.layout ?? (await read());
  if (signal.aborted) return;
  listener.onLayout(layout);
  const state: Following = { version: -1, isConnected: false };
  await Promise.all([stream(api, options, state), pollWhileAway(api, options, state)]);
}

interface Following {
  /** The version of the last report; versions only grow. */
  version: number;
  isConnected: boolean;
}

async function stream(api: Calls, { performanceId, listener, signal }: FollowOptions, state: Following) {
  const onConnection = (isConnected: boolean) => {
    state.isConnected = isConnected;
  };
  const input = { path: { performanceId }, signal, onConnection };
  try {
    for await (const event of api.events('/v1/performances/{performanceId}/seats/events', input)) {
      if (event.data.version <= state.version) continue;
      state.version = event.data.version;
      if (event.event === 'snapshot') listener.onSnapshot(event.data.availability);
      else listener.onChanges(event.data.changes as readonly SeatChange[]);
      listener.onCurrent(true);
    }
  } catch (error) {
    // Polling goes on without the stream.
    if (!(error instanceof ProblemError) && !signal.aborted) throw error;
  }
}

/** Asks at once too, because opening a stream may take longer than an answer. */
async function pollWhileAway(api: Calls, options: FollowOptions, state: Following): Promise<void> {
  const { performanceId, listener, signal, pause = sleep } = options;
  while (!signal.aborted) {
    if (!state.isConnected) {
      const answer = await readAvailability(api, performanceId, signal);
      if (signal.aborted) return;
      listener.onCurrent(answer !== null || state.isConnected);
      if (answer !== null && answer.version > state.version) {
        state.version = answer.version;
        listener.onSnapshot(answer.availability);
      }
    }
    await pause(POLL_MS, signal).catch(() => undefined);
  }
}

const readAvailability = async (api: Calls, performanceId: string, signal: AbortSignal) => {
  const params = { path: { performanceId } };
  const call = api.GET('/v1/performances/{performanceId}/availability', { params, signal });
  const { data } = await call.catch(() => ({ data: undefined }));
  return data ?? null;
};
