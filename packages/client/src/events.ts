import type { components, paths } from './api.d.ts';
import { fillPath } from './calls.ts';
import type { Job } from './jobs.ts';
import { faultOf } from './problem.ts';
import { readEvents } from './read-events.ts';
import { type Pause, retryAfterMs, type Send } from './send.ts';
import type { Place } from './waiting-room.ts';

/** Event data by stream and event name. The document describes streams as text. */
interface Streams {
  '/v1/jobs/{jobId}/events': { job: Job };
  '/v1/concerts/{concertId}/queue/events': { place: Place };
  '/v1/performances/{performanceId}/seats/events': {
    snapshot: components['schemas']['Availability'];
    change: components['schemas']['SeatChange'];
  };
}

export type StreamPath = keyof Streams;

export type StreamEvent<P extends StreamPath> = {
  [E in keyof Streams[P]]: { readonly event: E; readonly data: Streams[P][E]; readonly id?: string };
}[keyof Streams[P]];

export interface StreamInput<P extends StreamPath> {
  readonly path: paths[P]['get']['parameters']['path'];
  readonly headers?: Readonly<Record<string, string>>;
  /** Resumes after this event. */
  readonly lastEventId?: string | undefined;
  readonly signal?: AbortSignal;
  /** Called when the stream connects, and when it ends or cannot be opened. */
  readonly onConnection?: (isConnected: boolean) => void;
}

export interface StreamPorts {
  readonly baseUrl: string;
  readonly send: Send;
  readonly pause: Pause;
}

const RECONNECT_MS = 2_000;
/** The API sends a comment every 15 seconds, so a longer silence means a dead connection. */
const SILENCE_MS = 45_000;

/**
 * Yields the events of a stream. Resumes after the last event when the stream ends, breaks or falls
 * silent. Ends when the signal aborts. Throws a `ProblemError` when the API refuses the request.
 */
export async function* followEvents<P extends StreamPath>(
  { baseUrl, send, pause }: StreamPorts,
  path: P,
  { path: ids, headers, lastEventId, signal, onConnection }: StreamInput<P>,
): AsyncGenerator<StreamEvent<P>, void> {
  const url = baseUrl + fillPath(path, ids);
  let last = lastEventId;
  let reconnectMs = RECONNECT_MS;
  while (!signal?.aborted) {
    const connection = watchSilence(signal);
    const resume = { ...headers, ...(last !== undefined && { 'last-event-id': last }) };
    const request = new Request(url, { headers: resume, signal: connection.signal });
    try {
      const answer = await send(request).catch(() => null);
      const isBusy = answer?.status === 429 || answer?.status === 503;
      if (answer !== null && !answer.ok && !isBusy) throw await refusalOf(answer);
      if (answer !== null && isBusy) reconnectMs = retryAfterMs(answer) ?? reconnectMs;
      if (answer?.ok && answer.body !== null) {
        onConnection?.(true);
        const onRetry = (ms: number) => {
          reconnectMs = ms;
        };
        for await (const message of readEvents(answer.body, { onHeard: connection.heard, onRetry })) {
          last = message.id ?? last;
          yield { ...message, data: JSON.parse(message.data) } as StreamEvent<P>;
        }
      }
    } finally {
      connection.end();
      onConnection?.(false);
    }
    await pause(reconnectMs, signal).catch(() => undefined);
  }
}

const refusalOf = async (answer: Response): Promise<Error> =>
  faultOf(answer, await answer.json().catch(() => undefined));

/** A signal that aborts when nothing was heard for a while, or with the given signal. */
function watchSilence(signal: AbortSignal | undefined) {
  const over = new AbortController();
  let timer = setTimeout(() => over.abort(), SILENCE_MS);
  return {
    signal: signal === undefined ? over.signal : AbortSignal.any([signal, over.signal]),
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(() => over.abort(), SILENCE_MS);
    },
    end: () => {
      clearTimeout(timer);
      over.abort();
    },
  };
}
